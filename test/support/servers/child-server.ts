import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { killTree, pauseTree, resumeTree, send } from './process-tree';
import type { Account } from './unprivileged-account';
import type { WatchedFolder } from './watched-folder';

const READY_LIMIT_MS = 30_000;
const DEFAULT_STOP_LIMIT_MS = 5_000;

export interface ChildServerOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Part of the log line by which the server says that it accepts connections. */
  readonly readyLine: string;
  readonly stopSignal: NodeJS.Signals;
  /** How long it may take to stop before it is killed; 5,000 where nothing is said. */
  readonly stopLimitMs?: number;
  /** The server's working folder; removed with the server. */
  readonly folder: WatchedFolder;
  readonly account?: Account | undefined;
  /** Its whole environment; this process's own where nothing is said. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a test can do to a server: each of these is something that happens to real ones. */
export interface ServerControls {
  /** The process that runs now, and whose children others may be; undefined while none does. */
  pid(): number | undefined;
  /** Freezes the server: its connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** A crash: SIGKILL, resolved when the last of its processes is gone. */
  kill(): Promise<void>;
  /** Starts a killed server, or stops and starts a running one, on the same port and folder. */
  restart(): Promise<void>;
  /** Stops the server for good, running, paused or killed, and removes its folder. */
  stop(): Promise<void>;
}

interface Running {
  readonly pid: number;
  readonly ready: Promise<void>;
  /** Settles when every holder of the output pipes is gone, so it covers forked backends as well. */
  readonly closed: Promise<void>;
}

/** Starts a server and resolves when it accepts connections. Rejects with its log if it does not come up. */
export async function startChildServer(options: ChildServerOptions): Promise<ServerControls> {
  let running: Running | undefined;

  const start = async (): Promise<void> => {
    const server = (running = launch(options));
    options.folder.occupiedBy(server.pid);
    // Also when it ends by itself: its process id may soon be somebody else's.
    void server.closed.then(() => {
      running = undefined;
      options.folder.occupiedBy(undefined);
    });
    try {
      await server.ready;
    } catch (error) {
      await kill();
      throw error;
    }
  };
  const kill = async (): Promise<void> => {
    if (!running) return;
    const { pid, closed } = running;
    killTree(pid);
    await closed;
  };
  const shutDown = async (): Promise<void> => {
    if (!running) return;
    const { pid, closed } = running;
    const limit = setTimeout(() => {
      killTree(pid);
    }, options.stopLimitMs ?? DEFAULT_STOP_LIMIT_MS);
    resumeTree(pid);
    send(pid, options.stopSignal);
    await closed;
    clearTimeout(limit);
  };

  await start();
  return {
    pid: () => running?.pid,
    pause: () => {
      if (running) pauseTree(running.pid);
    },
    resume: () => {
      if (running) resumeTree(running.pid);
    },
    kill,
    restart: async () => {
      await shutDown();
      await start();
    },
    stop: async () => {
      await shutDown();
      await options.folder.remove();
    },
  };
}

function launch({ command, args, readyLine, folder, account, env }: ChildServerOptions): Running {
  const child = spawn(command, [...args], {
    cwd: folder.path,
    // Ctrl-C in the terminal is for the test run; the folder's watch ends the server after it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
    ...(env === undefined ? {} : { env }),
  });
  if (child.pid === undefined) {
    // The reason follows as an event, which nobody else would listen to.
    child.once('error', () => undefined);
    throw new Error(`${command} cannot be run`);
  }
  const closed = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  return { pid: child.pid, closed, ready: untilReady(child, [child.stdout, child.stderr], readyLine) };
}

function untilReady(child: ChildProcess, outputs: readonly Readable[], readyLine: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const settle = (failure?: string): void => {
      clearTimeout(limit);
      // Nobody reads on, but a full pipe would block the server.
      for (const output of outputs) output.off('data', read).resume();
      if (failure === undefined) resolve();
      else reject(new Error(`${child.spawnfile} ${failure}\n${log}`));
    };
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      if (log.includes(readyLine)) settle();
    };
    const limit = setTimeout(() => {
      settle(`was not ready within ${String(READY_LIMIT_MS)} ms`);
    }, READY_LIMIT_MS);
    for (const output of outputs) output.on('data', read);
    child.once('error', (error) => {
      settle(`did not start: ${error.message}`);
    });
    child.once('close', () => {
      settle('ended before it was ready');
    });
  });
}
