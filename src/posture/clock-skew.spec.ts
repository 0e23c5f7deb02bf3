import type { Verdict } from './check';
import { skewFinding } from './clock-skew';

it.each<[readonly number[], Verdict, string]>([
  [[], 'pass', 'none'],
  [[0], 'pass', 'The clock of 0 is 0.0 s behind ours'],
  [[1999, -500], 'pass', 'The clock of 0 is 2.0 s ahead of ours'],
  [[100, -2500], 'warning', 'The clock of 1 is 2.5 s behind ours'],
  [[-100, 31_000], 'failure', 'The clock of 1 is 31.0 s ahead of ours'],
  [[-31_000, 30_000], 'failure', 'The clock of 0 is 31.0 s behind ours'],
])('clocks that are ahead by %j ms are a %s', (skews, status, why) => {
  const clocks = skews.map((ms, at) => ({ of: String(at), ms }));
  expect(skewFinding(clocks, 'none')).toMatchObject({ status, why });
});
