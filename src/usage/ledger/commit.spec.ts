import { Logger } from '@nestjs/common';
import { FixedClock } from '../../kernel/clock.fixture';
import { storeOfBlock, ENGINES } from '../../storage/store.fixture';
import { asked, budgetOf, keyOf, planOf, replicaOf, resultOf } from './ledger.fixture';
import { balancedMoney, rowsIn, sumOf } from './money.fixture';

const REFUSED = 'budget_exhausted';

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each(ENGINES)('a commit of calls that are over and calls that ask, on %s', (engine) => {
  const store = storeOfBlock(engine);
  const KEY = keyOf('abc', budgetOf(10));

  it('gives what is freed to those that ask at the same time', async () => {
    const replica = replicaOf(store.database, new FixedClock());
    const first = await replica.ledger.reserve(planOf(10, KEY));
    const asking = asked(replica, planOf(7, KEY));
    const [cost, outcome, other] = await Promise.all([
      replica.ledger.settle(first, resultOf(3)),
      asking,
      asked(replica, planOf(1, KEY)),
    ]);
    expect([cost, outcome, other]).toMatchObject([3n, { ceiling: 7n }, REFUSED]);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([3, 7]);
    expect((await rowsIn(store.database)).map(({ state }) => state).sort()).toEqual(['reserved', 'settled']);
  });

  it('counts a call once that is settled twice at the same time', async () => {
    const replica = replicaOf(store.database, new FixedClock());
    const call = await replica.ledger.reserve(planOf(10, KEY));
    await Promise.all([1, 2].map(() => replica.ledger.settle(call, resultOf(3))));
    expect(await sumOf(store.database, 'key:abc total')).toEqual([3, 0]);
  });

  it('keeps the days of its calls apart', async () => {
    const clock = new FixedClock(Date.parse('2026-11-30T23:59:59.999Z'));
    const replica = replicaOf(store.database, clock);
    const first = await replica.ledger.reserve(planOf(10, KEY));
    clock.advance(1);
    await Promise.all([replica.ledger.settle(first, resultOf(4)), replica.ledger.reserve(planOf(9, KEY))]);
    const { sums } = await balancedMoney(store.database);
    expect(Object.fromEntries(sums)).toEqual({
      'gateway 2026-11-30': [4, 0],
      'key:abc 2026-11-30': [4, 0],
      'key:abc 2026-11': [4, 0],
      'gateway 2026-12-01': [0, 9],
      'key:abc 2026-12-01': [0, 9],
      'key:abc 2026-12': [0, 9],
      'key:abc total': [4, 9],
    });
  });

  it('sets right a call whose lease seemed to hold, and that was given up all the same', async () => {
    const clock = new FixedClock();
    const [replica, other] = [replicaOf(store.database, clock), replicaOf(await store.replica(), clock)];
    const call = await replica.ledger.reserve(planOf(10, KEY));
    // The clock of the other one is ahead.
    await store.database.attempt((db) =>
      db
        .updateTable('ledger')
        .set({ deadline_at: clock.now() - 1 })
        .execute(),
    );
    await other.orphans.look();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([10, 0]);
    expect(await replica.ledger.settle(call, resultOf(4))).toBe(4n);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([4, 0]);
    expect((await rowsIn(store.database)).map(({ state }) => state)).toEqual(['settled']);
  });
});
