import { setTimeout as pause } from 'node:timers/promises';
import type { ServerProcess } from '../parts/server-process';

const LOOKED_MS = 500;
/** CPU of a gateway that only keeps its own time: its lag is sampled, and its alerts are looked at. */
const IDLE_SHARE = 0.06;
const LOOKS_IDLE = 3;
const LONGEST_MS = 60_000;

/** Waits until a process has nothing to do any more. Raises after a minute. */
export async function quiet(server: ServerProcess): Promise<void> {
  let idle = 0;
  let before = server.cpuSeconds();
  for (const end = Date.now() + LONGEST_MS; idle < LOOKS_IDLE;) {
    if (Date.now() > end) throw new Error('A server does not come to rest');
    await pause(LOOKED_MS);
    const now = server.cpuSeconds();
    idle = now - before <= (IDLE_SHARE * LOOKED_MS) / 1000 ? idle + 1 : 0;
    before = now;
  }
}

/** Waits until no more than so many files are open, for half a minute at most. */
export async function untilFiles(server: ServerProcess, most: number): Promise<void> {
  for (const end = Date.now() + LONGEST_MS / 2; server.openFiles() > most && Date.now() < end;)
    await pause(LOOKED_MS);
}
