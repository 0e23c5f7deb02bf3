import { FixedClock } from '../../kernel/clock.fixture';
import type { Verdict } from '../check';
import { ProcessChecks } from './process.checks';

const look = async (id: string, version: string, uid: number | undefined): Promise<Verdict | undefined> =>
  (await new ProcessChecks({ version, uid }, new FixedClock()).all.find((check) => check.id === id)?.look())
    ?.status;

describe('the check of Node.js, on 2026-11-21,', () => {
  it.each<[string, Verdict]>([
    ['v18.20.8', 'failure'],
    ['v20.20.2', 'warning'],
    ['v22.12.0', 'pass'],
    ['v24.1.0', 'pass'],
    ['v25.0.0', 'warning'],
    ['nonsense', 'warning'],
  ])('calls %s a %s', async (version, verdict) => {
    expect(await look('node', version, 1000)).toBe(verdict);
  });

  it('warns some weeks before the end', async () => {
    const clock = new FixedClock(Date.UTC(2027, 3, 1));
    const [node] = new ProcessChecks({ version: 'v22.12.0', uid: 1 }, clock).all;
    expect(await node?.look()).toMatchObject({
      status: 'warning',
      why: 'Fixes for Node.js v22.12.0 end in 30 days',
    });
  });
});

it.each<[number | undefined, Verdict]>([
  [0, 'warning'],
  [1000, 'pass'],
  [undefined, 'pass'],
])('a process of user %s is a %s', async (uid, verdict) => {
  expect(await look('user', 'v24.1.0', uid)).toBe(verdict);
});
