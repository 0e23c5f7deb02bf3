import { parseArgs } from 'node:util';
import { LEFT, measureLeft } from './left-answers';
import { soak } from './traffic';
import { tell, type Verdict } from './verdict';

/*
 * What the gateway holds: per answer that is begun and left, and over a long time of mixed traffic. `--minutes` (10) and
 * `--requests` bound the traffic, whichever comes first; `--only left` or `--only traffic` leaves the other out. The exit
 * code is 1 where a bound does not hold.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    requests: { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
  },
});

async function main(): Promise<void> {
  const verdicts: Verdict[] = [];
  const take = (some: readonly Verdict[]): void => {
    some.forEach(tell);
    verdicts.push(...some);
  };
  if (values.only !== 'traffic') for (const left of LEFT) take(await measureLeft(left));
  if (values.only !== 'left')
    take(await soak({ minutes: Number(values.minutes), requests: Number(values.requests) }));
  process.exitCode = verdicts.every(({ holds }) => holds) ? 0 : 1;
}

void main();
