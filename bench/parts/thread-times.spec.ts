import { cpuSecondsOf } from './server-process';
import { threadClock } from './thread-times';

/** Computes until the system has charged this process with so many seconds of CPU time. */
function compute(seconds: number): void {
  const before = process.cpuUsage();
  const spent = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  while (spent() < seconds) for (let turn = 0; turn < 1e5; turn += 1) Math.sqrt(turn);
}

describe('CPU time', () => {
  it('of threads is what a process is charged with, to less than a tick', () => {
    const clock = threadClock(process.pid);
    const before = clock();
    compute(0.025);
    expect(clock() - before).toBeGreaterThan(0.024);
  });

  it('of a process with its threads and children covers what it is charged with', () => {
    const before = cpuSecondsOf(process.pid);
    compute(0.1);
    // Each of the two readings may be rounded down twice, by a tick.
    expect(cpuSecondsOf(process.pid) - before).toBeGreaterThan(0.08);
  });

  it('of a process that is gone is no number that anybody could take for one', () => {
    expect(() => cpuSecondsOf(2 ** 30)).toThrow('ENOENT');
  });
});
