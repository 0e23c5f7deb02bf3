import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds of each living thread of a process, to the nanosecond; nothing where the kernel does not tell (sched-stats.rst). */
export function threadTimes(pid: number): ReadonlyMap<string, number> {
  const tasks = `/proc/${String(pid)}/task`;
  return new Map(
    readdirSync(tasks).map((task) => [task, unlessGone(() => secondsIn(`${tasks}/${task}/schedstat`))]),
  );
}

/**
 * Counts the CPU seconds of a process by its threads: `/proc/pid/stat` is told in hundredths of a second, and a turn is
 * few of them long. What a thread did after the last look at it, when it ends, is not seen.
 */
export function threadClock(pid: number): () => number {
  let seen: ReadonlyMap<string, number> = new Map();
  let total = 0;
  return () => {
    const times = threadTimes(pid);
    for (const [thread, seconds] of times) total += Math.max(0, seconds - (seen.get(thread) ?? 0));
    seen = times;
    return total;
  };
}

/** Nothing of a thread or process that has just ended, or of what the kernel does not tell. */
export function unlessGone(read: () => number): number {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0;
    throw error;
  }
}

function secondsIn(file: string): number {
  return Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e9;
}
