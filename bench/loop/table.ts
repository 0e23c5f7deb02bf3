import type { Lag } from './lag';
import type { SmallRequests } from './small-requests';

/** What came of one situation. */
interface Line {
  readonly name: string;
  readonly seconds: number;
  readonly lag: Lag;
  readonly small: SmallRequests;
  readonly wrong: readonly string[];
}

const NAME = 46;
const NUMBER = 10;
const columns = (...cells: readonly string[]): string => cells.map((cell) => cell.padStart(NUMBER)).join('');
const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

export const HEAD = `${'milliseconds'.padEnd(NAME)}${columns('lag p50', 'p99', 'max', '| own p99', 'max', '| small', 'p50', 'p99', 'max', 'seconds')}`;

export function lineOf({ name, seconds, lag, small, wrong }: Line): string {
  const cells = columns(
    ...[lag.p50, lag.p99, lag.max, lag.worked.p99, lag.worked.max].map(ms),
    String(small.sent),
    ...[small.p50, small.p99, small.max].map(ms),
    seconds.toFixed(1),
  );
  const failed = countsOf(small.wrong).map((one) => `of small requests ${one}`);
  return [`${name.padEnd(NAME)}${cells}`, ...countsOf(wrong), ...failed].join('  ! ');
}

/** Such as `3 x 503 store_unavailable`. */
function countsOf(wrong: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of wrong) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].map(([one, times]) => `${String(times)} x ${one}`);
}
