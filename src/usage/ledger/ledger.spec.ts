import { Logger } from '@nestjs/common';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import {
  asked,
  budgetOf,
  keyOf,
  LEASE_MS,
  planOf,
  replicaOf,
  resultOf,
  type Replica,
} from './ledger.fixture';
import { balancedMoney, rowsIn, sumOf } from './money.fixture';
import { UnreliableDatabase } from './unreliable-database.fixture';

const UNAVAILABLE = { code: 'store_unavailable' };
const KEY = keyOf('abc', budgetOf(100));
const FREE_KEY = keyOf('abc');

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each(ENGINES)('the ledger on %s', (engine) => {
  const store = storeOfBlock(engine);
  const nothing = { rows: [], sums: new Map() };
  let clock: FixedClock;
  let database: UnreliableDatabase;
  let replica: Replica;
  beforeEach(() => {
    clock = new FixedClock();
    database = new UnreliableDatabase(store.database);
    replica = replicaOf(database, clock);
  });

  describe.each([
    ['with a budget', KEY],
    ['without one', FREE_KEY],
  ])('for a call %s', (_, key) => {
    it('has written its row before it begins', async () => {
      const { id } = await replica.ledger.reserve(planOf(5, key));
      expect(await rowsIn(store.database)).toMatchObject([{ id, state: 'reserved', ceiling_micro_usd: 5 }]);
      expect(await sumOf(store.database, 'key:abc total')).toEqual([0, 5]);
    });

    it('refuses while the store is gone', async () => {
      const broken = replicaOf(await store.gone(), clock);
      await expect(broken.ledger.reserve(planOf(5, key))).rejects.toMatchObject(UNAVAILABLE);
      database.line = 'down';
      expect(await asked(replica, planOf(5, key))).toBe('store_unavailable');
      database.line = 'up';
      await replica.ledger.tend();
      expect(await balancedMoney(store.database)).toEqual(nothing);
      expect(await asked(replica, planOf(100, key))).toMatchObject({ ceiling: 100n });
    });
  });

  it('takes a reservation back that was made without its knowing, when it tends', async () => {
    database.line = 'unheard';
    expect(await asked(replica, planOf(5, KEY))).toBe('store_unavailable');
    expect(await sumOf(store.database, 'key:abc total')).toEqual([0, 5]);
    await expect(replica.ledger.tend()).rejects.toMatchObject(UNAVAILABLE);
    database.line = 'up';
    await replica.ledger.tend();
    expect(await balancedMoney(store.database)).toEqual(nothing);
  });

  it('keeps nothing of a call that a budget refused', async () => {
    await expect(replica.ledger.reserve(planOf(101, KEY))).rejects.toMatchObject({
      code: 'budget_exhausted',
    });
    clock.advance(LEASE_MS + 1);
    await replica.orphans.look();
    expect(await balancedMoney(store.database)).toEqual(nothing);
  });

  it('writes a row whole that the store has lost, as one does that fell back to an older copy of itself', async () => {
    const { id, ...reservation } = await replica.ledger.reserve(planOf(5, KEY));
    for (const table of ['ledger', 'budget_counters'] as const)
      await store.database.attempt((db) => db.deleteFrom(table).execute());
    expect(await replica.ledger.settle({ id, ...reservation }, resultOf(3))).toBe(3n);
    expect(await rowsIn(store.database)).toMatchObject([
      { id, state: 'settled', ceiling_micro_usd: 5, cost_micro_usd: 3 },
    ]);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([3, 0]);
  });

  it.each(['down', 'unheard'] as const)(
    'refuses what it could not settle (%s), and writes it when the store is back',
    async (line) => {
      const ended = [planOf(5, KEY), planOf(6, KEY), planOf(7, KEY)].map((plan) =>
        replica.ledger.reserve(plan),
      );
      const [one, other, third] = await Promise.all(ended);
      if (one === undefined || other === undefined || third === undefined)
        throw new Error('Three were asked');
      database.line = line;
      await expect(replica.ledger.settle(one, resultOf(3))).rejects.toMatchObject(UNAVAILABLE);
      await expect(replica.ledger.release(other)).rejects.toMatchObject(UNAVAILABLE);
      await expect(replica.ledger.tend()).rejects.toMatchObject(UNAVAILABLE);
      database.line = 'up';
      await replica.ledger.tend();
      expect(await sumOf(store.database, 'key:abc total')).toEqual([3, 7]);
      await replica.ledger.tend();
      expect(await sumOf(store.database, 'key:abc total')).toEqual([3, 7]);
    },
  );

  it('writes late what it kept, though others have given the call up meanwhile', async () => {
    const reservation = await replica.ledger.reserve(planOf(5, KEY));
    database.line = 'down';
    await expect(replica.ledger.settle(reservation, resultOf(3))).rejects.toMatchObject(UNAVAILABLE);
    clock.advance(LEASE_MS + 1);
    await replicaOf(store.database, clock).orphans.look();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([5, 0]);
    database.line = 'up';
    await replica.orphans.look();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([3, 0]);
  });

  it('looks for no orphans as long as it cannot say that its own calls are none', async () => {
    await replica.ledger.reserve(planOf(5, KEY));
    clock.advance(LEASE_MS + 1);
    database.line = 'down';
    await expect(replica.orphans.look()).rejects.toMatchObject(UNAVAILABLE);
    database.line = 'up';
    await replica.orphans.look();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([0, 5]);
  });

  it('has written everything when shutdown goes on', async () => {
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(5, KEY));
    database.line = 'down';
    await expect(ledger.settle(reservation, resultOf(3))).rejects.toMatchObject(UNAVAILABLE);
    database.line = 'up';
    const settled = ledger.settle(await ledger.reserve(planOf(6, FREE_KEY)), resultOf(4));
    await settled;
    void ledger.reserve(planOf(7, FREE_KEY));
    await ledger.beforeApplicationShutdown();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([7, 7]);
  });

  it('ends though the store is gone', async () => {
    const reservation = await replica.ledger.reserve(planOf(5, KEY));
    database.line = 'down';
    await expect(replica.ledger.settle(reservation, resultOf(3))).rejects.toMatchObject(UNAVAILABLE);
    await expect(replica.ledger.beforeApplicationShutdown()).resolves.toBeUndefined();
  });
});
