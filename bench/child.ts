import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Linux counts CPU time in hundredths of a second for user space (getconf CLK_TCK). */
const TICKS_PER_SECOND = 100;

/** A server under measurement, in a process of its own. */
export interface ServerChild {
  readonly url: string;
  /** User and system CPU of the whole process, threads included, in seconds. */
  cpuSeconds(): number;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

/** Starts a compiled script and waits for the line that names its address. */
export async function startChild(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ServerChild> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  return {
    url,
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.kill(signal);
  });
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`A server ended with ${String(code)} before it listened`));
    });
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      const url = /(http:\/\/[\d.]+:\d+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

function cpuSeconds(pid: number): number {
  // The name may hold spaces; fields are counted from its closing bracket (proc(5): utime and stime are 14 and 15).
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
