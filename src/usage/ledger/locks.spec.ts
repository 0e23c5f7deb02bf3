import { Logger } from '@nestjs/common';
import { FixedClock } from '../../kernel/clock.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { budgetOf, keyOf, LEASE_MS, planOf, replicaOf, resultOf } from './ledger.fixture';
import type { Reservation } from './ledger-entry';
import { lockedRow, untilWaiting } from './locks.fixture';
import { rowsIn, sumOf } from './money.fixture';

const KEY = keyOf('abc', budgetOf(1e6));

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('the locks of the ledger on PostgreSQL', () => {
  const store = storeOfBlock('postgresql');

  it('never make a sign of life and a settlement of the same calls wait for each other', async () => {
    const clock = new FixedClock();
    const replica = replicaOf(store.database, clock);
    const written: Reservation[] = [];
    for (let call = 0; call < 30; call += 1) written.push(await replica.ledger.reserve(planOf(5, KEY)));
    const [first, ...others] = written;
    const [largest, smallest, middle] = crossed(others);
    const [letFirst, letMiddle] = await Promise.all(
      [first, middle].map((one) => lockedRow(store.database, one?.id ?? '')),
    );
    let tending = 1;
    const outcomes = [
      replica.ledger.tend().finally(() => {
        tending = 0;
      }),
    ];
    await untilWaiting(store.database, () => tending);
    for (const one of [largest, smallest, middle])
      outcomes.push(replica.ledger.settle(one, resultOf(1)).then(() => undefined));
    await untilWaiting(store.database, () => tending + 1);
    await letFirst?.();
    await letMiddle?.();
    await Promise.all(outcomes);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([3, 135]);
  });

  it('let calls be given up while others of theirs are settled, and the other way round', async () => {
    const clock = new FixedClock();
    const [gone, alive] = [replicaOf(store.database, clock), replicaOf(await store.replica(), clock)];
    const calls = await Promise.all(Array.from({ length: 100 }, () => gone.ledger.reserve(planOf(3, KEY))));
    clock.advance(LEASE_MS + 1);
    const settled = calls.slice(30).map((one) => gone.ledger.settle(one, resultOf(1)));
    await Promise.all([
      alive.orphans.look(),
      ...settled,
      ...calls.slice(60).map((one) => alive.ledger.settle(one, resultOf(1))),
    ]);
    await alive.orphans.look();
    expect((await rowsIn(store.database)).filter(({ state }) => state === 'orphaned')).toHaveLength(30);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([160, 0]);
  });
});

/** Three of which the first written has the largest id, the second the smallest. */
function crossed(calls: readonly Reservation[]): readonly [Reservation, Reservation, Reservation] {
  for (const [at, largest] of calls.entries())
    for (const [next, smallest] of calls.slice(at + 1).entries()) {
      const middle = calls.slice(at + next + 2).find(({ id }) => id > smallest.id && id < largest.id);
      if (middle !== undefined) return [largest, smallest, middle];
    }
  throw new Error('Random ids came in ascending order');
}
