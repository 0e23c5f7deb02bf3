import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { threadClock, threadTimes, unlessGone } from './thread-times';

/** Linux counts CPU time in hundredths of a second for user space (getconf CLK_TCK). */
const TICKS_PER_SECOND = 100;

/** A server under measurement, in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** User and system CPU seconds of the process with its threads, since somewhere: differences are what counts. */
  cpuSeconds(): number;
  memory(): Memory;
  /** Lets `memory().peak` begin anew. */
  forgetPeak(): void;
  /** How many files, sockets and pipes it has open. */
  openFiles(): number;
  signal(name: NodeJS.Signals): void;
  /** What the next line that it prints has of this pattern. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

/** What a process holds (proc(5), `status`), in bytes. */
interface Memory {
  readonly resident: number;
  /** The most it ever held. */
  readonly peak: number;
}

/** Starts a compiled script and waits for the line that names its address. */
export async function startServer(
  script: string,
  args: readonly string[] = [],
  { env = {}, flags = [] }: { readonly env?: NodeJS.ProcessEnv; readonly flags?: readonly string[] } = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...flags, script, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithUs(child);
  const lines = createInterface(child.stdout);
  const says = (pattern: RegExp): Promise<RegExpExecArray> => lineOf(child, lines, pattern);
  const [, url = ''] = await says(/(http:\/\/[\d.]+:\d+)/);
  const pid = child.pid ?? 0;
  const clock = threadClock(pid);
  return {
    url,
    pid,
    // A kernel that tells nothing of threads tells hundredths of a second of processes.
    cpuSeconds: () => clock() || cpuSecondsOf(pid),
    memory: () => ({ resident: statusOf(pid, 'VmRSS'), peak: statusOf(pid, 'VmHWM') }),
    // proc(5), `clear_refs`: 5 puts the peak back to what is resident now.
    forgetPeak: () => {
      writeFileSync(`/proc/${String(pid)}/clear_refs`, '5');
    },
    openFiles: () => readdirSync(`/proc/${String(pid)}/fd`).length,
    signal: (name) => {
      child.kill(name);
    },
    says,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

/** A bench that is given up takes its servers along. */
function endWithUs(child: ChildProcess): void {
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.kill(signal);
  });
}

function lineOf(child: ChildProcess, lines: Interface, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const end = (code: number | null): void => {
      reject(new Error(`A server ended with ${String(code)} before it said ${pattern.source}`));
    };
    const look = (line: string): void => {
      const found = pattern.exec(line);
      if (found === null) return;
      child.off('exit', end);
      lines.off('line', look);
      resolve(found);
    };
    child.once('exit', end);
    lines.on('line', look);
  });
}

/**
 * Of a process and of those that it has started, which may be none of Node's: a database has one for each connection. Of
 * what lives it counts nanoseconds, where the kernel tells them (sched-stats.rst), for a short shot is few ticks long.
 */
export function cpuSecondsOf(pid: number): number {
  // The name may hold spaces; fields are counted from its closing bracket (proc(5): utime and stime are 14 and 15,
  // and those of children that have ended 16 and 17).
  const [user = 0, system = 0, usersOfEnded = 0, systemsOfEnded = 0] = readFileSync(
    `/proc/${String(pid)}/stat`,
    'utf8',
  )
    .replace(/^.*\) /s, '')
    .split(' ')
    .slice(11, 15)
    .map((ticks) => Number(ticks) / TICKS_PER_SECOND);
  // The first counts threads that have ended, the second does not round down.
  const own = Math.max(user + system, sumOf(threadTimes(pid).values()));
  return childrenOf(pid).reduce(
    (sum, child) => sum + unlessGone(() => cpuSecondsOf(child)),
    own + usersOfEnded + systemsOfEnded,
  );
}

function sumOf(values: Iterable<number>): number {
  return [...values].reduce((sum, value) => sum + value, 0);
}

function childrenOf(pid: number): readonly number[] {
  const tasks = `/proc/${String(pid)}/task`;
  return readdirSync(tasks).flatMap((task) =>
    readFileSync(`${tasks}/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

function statusOf(pid: number, field: string): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN) * 1024;
}
