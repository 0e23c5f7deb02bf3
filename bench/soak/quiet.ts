import { setTimeout as pause } from 'node:timers/promises';
import type { ServerProcess } from '../parts/server-process';

const LOOKED_MS = 500;
/** CPU of a gateway that only keeps its own time: its lag is sampled, and its alerts are looked at. */
const IDLE_SHARE = 0.1;
const LOOKS_IDLE = 3;
const LONGEST_MS = 60_000;

/** Waits until a process has nothing to do any more. Raises after a minute. */
export async function quiet(server: ServerProcess, lookedMs = LOOKED_MS): Promise<void> {
  let idle = 0;
  let before = server.cpuSeconds();
  for (const end = Date.now() + LONGEST_MS; idle < LOOKS_IDLE;) {
    if (Date.now() > end) throw new Error('A server does not come to rest');
    await pause(lookedMs);
    const now = server.cpuSeconds();
    idle = now - before <= (IDLE_SHARE * lookedMs) / 1000 ? idle + 1 : 0;
    before = now;
  }
}

/** Longer than the gateway keeps an idle connection, with a client or the provider. */
const LONGEST_KEPT_MS = 90_000;

/** Waits until no more than so many files are open. */
export async function untilFiles(server: ServerProcess, most: number): Promise<void> {
  for (const end = Date.now() + LONGEST_KEPT_MS; server.openFiles() > most && Date.now() < end;)
    await pause(LOOKED_MS);
}
