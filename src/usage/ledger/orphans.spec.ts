import { Logger } from '@nestjs/common';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import {
  budgetOf,
  keyOf,
  LEASE_MS,
  pageOf,
  planOf,
  replicaOf,
  resultOf,
  type Replica,
} from './ledger.fixture';
import { balancedMoney, rowsIn, sumOf } from './money.fixture';

/** Has a budget, so that its calls begin when their row is there. */
const KEY = keyOf('abc', budgetOf(1e6));

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each(ENGINES)('calls whose process is gone on %s', (engine) => {
  const store = storeOfBlock(engine);
  let clock: FixedClock;
  let gone: Replica;
  let alive: Replica;
  beforeEach(() => {
    clock = new FixedClock();
    [gone, alive] = [replicaOf(store.database, clock), replicaOf(store.database, clock)];
  });

  it('are given up after their lease and not a moment before, at their ceiling', async () => {
    const page = pageOf(KEY, 'tok', 50);
    const { id } = await gone.ledger.reserve(planOf(30, page));
    const [before] = await rowsIn(store.database);
    clock.advance(LEASE_MS);
    await alive.orphans.look();
    expect(await rowsIn(store.database)).toEqual([before]);
    clock.advance(1);
    await alive.orphans.look();
    const { rows, sums } = await balancedMoney(store.database);
    expect(rows).toEqual([
      { ...before, id, state: 'orphaned', outcome: 'lost', cost_micro_usd: 30, deadline_at: null },
    ]);
    expect(sums.get('token:tok total')).toEqual([30, 0]);
  });

  it('are not among those that have ended, that were taken back or that others still make', async () => {
    const { ledger } = gone;
    await ledger.settle(await ledger.reserve(planOf(5, KEY)), resultOf(4));
    await ledger.settle(await ledger.reserve(planOf(5, KEY)), resultOf(0, { state: 'forfeited' }));
    await ledger.release(await ledger.reserve(planOf(5, KEY)));
    await ledger.reserve(planOf(5, KEY));
    clock.advance(LEASE_MS - 1);
    await alive.ledger.reserve(planOf(7, KEY));
    clock.advance(2);
    await alive.orphans.look();
    const { rows } = await balancedMoney(store.database);
    expect(rows.map(({ state }) => state).sort()).toEqual(['forfeited', 'orphaned', 'reserved', 'settled']);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([9, 7]);
  });

  it('are not those of a process that gives signs of life, which reach calls under way alone', async () => {
    const { ledger } = alive;
    const [open, over] = [await ledger.reserve(planOf(5, KEY)), await ledger.reserve(planOf(6, KEY))];
    await gone.ledger.reserve(planOf(7, KEY));
    await ledger.settle(over, resultOf(6));
    clock.advance(LEASE_MS - 1);
    await ledger.tend();
    const deadlines = (await rowsIn(store.database)).map(
      (row) => [row.ceiling_micro_usd, row.deadline_at] as const,
    );
    expect(new Map(deadlines)).toEqual(
      new Map([
        [5, clock.now() + LEASE_MS],
        [6, null],
        [7, clock.now() + 1],
      ]),
    );
    clock.advance(LEASE_MS);
    await replicaOf(store.database, clock).orphans.look();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([13, 5]);
    await ledger.settle(open, resultOf(1));
    expect(await sumOf(store.database, 'key:abc total')).toEqual([14, 0]);
  });

  it('are never one’s own that are still under way, however late one looks', async () => {
    await alive.ledger.reserve(planOf(5, KEY));
    clock.advance(10 * LEASE_MS);
    await alive.orphans.look();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([0, 5]);
  });

  it('stay given up when their process comes back, until it tells what they cost', async () => {
    const reservation = await gone.ledger.reserve(planOf(5, KEY));
    clock.advance(LEASE_MS + 1);
    await alive.orphans.look();
    await gone.orphans.look();
    expect(await rowsIn(store.database)).toMatchObject([{ state: 'orphaned', deadline_at: null }]);
    await gone.ledger.settle(reservation, resultOf(2));
    expect(await rowsIn(store.database)).toMatchObject([{ state: 'settled', cost_micro_usd: 2 }]);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([2, 0]);
  });

  it('are given up once each by two replicas that look at the same moment, however many there are', async () => {
    const calls = 450;
    await Promise.all(Array.from({ length: calls }, () => gone.ledger.reserve(planOf(3, KEY))));
    const another = replicaOf(await store.replica(), clock);
    clock.advance(LEASE_MS + 1);
    await Promise.all([alive.orphans.look(), another.orphans.look()]);
    await alive.orphans.look();
    const { rows } = await balancedMoney(store.database);
    expect(rows.filter(({ state }) => state === 'orphaned')).toHaveLength(calls);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([3 * calls, 0]);
  });

  it('are counted once, be they given up by one replica at the moment in which another settles them', async () => {
    const another = replicaOf(await store.replica(), clock);
    const reservations = await Promise.all(
      Array.from({ length: 100 }, () => gone.ledger.reserve(planOf(3, KEY))),
    );
    clock.advance(LEASE_MS + 1);
    await Promise.all([
      another.orphans.look(),
      ...reservations.map((one, at) =>
        at % 2 === 0 ? gone.ledger.settle(one, resultOf(1)) : gone.ledger.release(one),
      ),
    ]);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([50, 0]);
  });

  it('are looked for every few seconds until shutdown', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'setTimeout'] });
    try {
      const look = jest.spyOn(alive.orphans, 'look').mockResolvedValue(undefined);
      alive.orphans.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(15_000);
      expect(look).toHaveBeenCalledTimes(3);
      look.mockRejectedValueOnce(new Error('no store'));
      await jest.advanceTimersByTimeAsync(10_000);
      expect(look).toHaveBeenCalledTimes(5);
      await alive.orphans.beforeApplicationShutdown();
      await jest.advanceTimersByTimeAsync(10_000);
      expect(look).toHaveBeenCalledTimes(5);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('calls whose process is gone on PostgreSQL', () => {
  const store = storeOfBlock('postgresql');

  it('are left to whoever has them already, and the others are not waited with', async () => {
    const clock = new FixedClock();
    const gone = replicaOf(store.database, clock);
    const reservations = await Promise.all(
      [1, 2, 4].map((ceiling) => gone.ledger.reserve(planOf(ceiling, KEY))),
    );
    clock.advance(LEASE_MS + 1);
    const alive = replicaOf(await store.replica(), clock);
    await store.database.transaction(async (db) => {
      const held = reservations[1]?.id ?? '';
      await db.selectFrom('ledger').select('id').where('id', '=', held).forUpdate().execute();
      await alive.orphans.look();
      expect(await sumOf(store.database, 'key:abc total')).toEqual([5, 2]);
    });
    await alive.orphans.look();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([7, 0]);
  });
});
