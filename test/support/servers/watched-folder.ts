import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

/**
 * Reads the process id of the folder's occupant, a line for each change, until this process closes the pipe or
 * dies, by whatever signal. Then it ends the occupant and removes the folder. SIGCONT because the occupant may
 * be paused, SIGKILL because it may not listen.
 */
const WATCH = `
  occupant=
  while read -r line; do occupant=$line; done
  if [ -n "$occupant" ]; then
    kill -CONT "$occupant"
    kill -"$1" "$occupant"
    tries=0
    while kill -0 "$occupant" && [ "$tries" -lt 160 ]; do sleep 0.05; tries=$((tries + 1)); done
    kill -KILL "$occupant"
  fi
  rm -rf -- "$2"
`;

/** A temporary folder and the process at work in it: neither outlives this process, even when it is SIGKILLed. */
export class WatchedFolder {
  private constructor(
    readonly path: string,
    private readonly watch: ChildProcessByStdio<Writable, null, null>,
  ) {}

  /** @param abandonSignal what ends the occupant, and whatever it forked, when this process is gone */
  static async create(prefix: string, abandonSignal: NodeJS.Signals): Promise<WatchedFolder> {
    const path = await mkdtemp(join(tmpdir(), prefix));
    const watch = spawn('sh', ['-c', WATCH, 'sh', abandonSignal.replace('SIG', ''), path], {
      cwd: '/',
      // A session of its own, so that Ctrl-C in the terminal does not reach the one who has to clean up.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // A write to a watch that somebody killed; remove() does not depend on it.
    watch.stdin.on('error', () => undefined);
    return new WatchedFolder(path, watch);
  }

  occupiedBy(pid: number | undefined): void {
    this.watch.stdin.write(`${String(pid ?? '')}\n`);
  }

  /** Removes the folder. Whoever occupied it must have been stopped. */
  async remove(): Promise<void> {
    if (this.watch.exitCode === null && this.watch.signalCode === null) {
      const closed = once(this.watch, 'close');
      this.watch.stdin.end('\n');
      await closed;
    }
    await rm(this.path, { recursive: true, force: true });
  }
}
