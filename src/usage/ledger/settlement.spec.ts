import { Logger } from '@nestjs/common';
import { NO_USAGE } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import {
  DAY_MS,
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

const FREE = { state: 'forfeited', outcome: 'failed', parts: undefined, firstTokenMs: null } as const;

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each(ENGINES)('the settlement of calls on %s', (engine) => {
  const store = storeOfBlock(engine);
  const KEY = keyOf('abc', budgetOf(100));
  let clock: FixedClock;
  let replica: Replica;
  beforeEach(() => {
    clock = new FixedClock();
    replica = replicaOf(store.database, clock);
  });

  it('moves what was held to what is spent, in every counter of the call', async () => {
    const { ledger } = replica;
    const [one, other] = await Promise.all([
      ledger.reserve(planOf(10, pageOf(KEY, 'tok', 50))),
      ledger.reserve(planOf(20, KEY)),
    ]);
    expect(await ledger.settle(one, resultOf(4))).toBe(4n);
    const { sums } = await balancedMoney(store.database);
    expect(Object.fromEntries(sums)).toEqual({
      'gateway 2026-11-21': [4, 20],
      'key:abc 2026-11-21': [4, 20],
      'key:abc 2026-11': [4, 20],
      'key:abc total': [4, 20],
      'token:tok total': [4, 0],
    });
    expect(await ledger.settle(other, resultOf(20))).toBe(20n);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([24, 0]);
  });

  it('tells in the row what became of the call, whose model may be another', async () => {
    const usage = {
      inputTokens: 1,
      outputTokens: 2,
      cacheWrite5mTokens: 3,
      cacheWrite1hTokens: 4,
      cacheReadTokens: 5,
      webSearches: 0,
      unknownUnits: 0,
    };
    const parts = [
      { model: undefined, usage },
      { model: 'unit', usage: { ...usage, inputTokens: 10 } },
    ];
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(50, KEY));
    const [before] = await rowsIn(store.database);
    clock.advance(900);
    const model = 'unit-20260101';
    const told = { model, parts, state: 'aborted', outcome: 'client_left', attempts: 2 } as const;
    expect(await ledger.settle(reservation, resultOf(0, told))).toBe(39n);
    expect(await rowsIn(store.database)).toEqual([
      {
        ...before,
        state: 'aborted',
        deadline_at: null,
        model,
        input_tokens: 11,
        output_tokens: 4,
        cache_write_5m_tokens: 6,
        cache_write_1h_tokens: 8,
        cache_read_tokens: 10,
        cost_micro_usd: 39,
        outcome: 'client_left',
        latency_ms: 12,
        first_token_ms: 3,
        attempts: 2,
      },
    ]);
  });

  it.each([
    ['nothing for a call that failed', FREE, 0],
    ['the ceiling of a call that nobody knows anything of', { parts: undefined, state: 'aborted' }, 30],
    ['an estimate of a call that was broken off', { state: 'aborted', outcome: 'client_left' }, 9],
    ['no more than the ceiling by a guess', { model: 'not-listed' }, 9],
  ] as const)('counts %s', async (_, part, cost) => {
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(30, KEY));
    expect(await ledger.settle(reservation, resultOf(9, part))).toBe(BigInt(cost));
    expect(await sumOf(store.database, 'key:abc 2026-11-21')).toEqual([cost, 0]);
  });

  it('bounds a model of unknown price by the ceiling of the one that was asked', async () => {
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(30, KEY));
    expect(await ledger.settle(reservation, resultOf(31, { model: 'not-listed' }))).toBe(30n);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([30, 0]);
  });

  it('counts what a known model has cost, be it more than was thought possible', async () => {
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(30, KEY));
    expect(await ledger.settle(reservation, resultOf(31))).toBe(31n);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([31, 0]);
  });

  it('happens once, though it is said twice, at once or later or otherwise', async () => {
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(30, KEY));
    await Promise.all([ledger.settle(reservation, resultOf(9)), ledger.settle(reservation, resultOf(9))]);
    await ledger.settle(reservation, resultOf(9));
    await ledger.settle(reservation, resultOf(20));
    await ledger.settle(reservation, resultOf(0, FREE));
    await ledger.release(reservation);
    const { rows } = await balancedMoney(store.database);
    expect(rows).toMatchObject([{ state: 'settled', cost_micro_usd: 9 }]);
  });

  it('happens once by two processes that settle the same call at the same time', async () => {
    const another = replicaOf(await store.replica(), clock);
    for (let round = 1; round <= 5; round += 1) {
      const reservation = await replica.ledger.reserve(planOf(30, KEY));
      await Promise.all([replica, another].map(({ ledger }) => ledger.settle(reservation, resultOf(1))));
      expect(await sumOf(store.database, 'key:abc total')).toEqual([round, 0]);
    }
  });

  it('writes a row that was lost', async () => {
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(30, pageOf(KEY, 'tok', 40)));
    await store.database.attempt((db) => db.deleteFrom('ledger').execute());
    await store.database.attempt((db) => db.deleteFrom('budget_counters').execute());
    await ledger.settle(reservation, resultOf(9));
    const { rows, sums } = await balancedMoney(store.database);
    expect(rows).toMatchObject([
      { id: reservation.id, state: 'settled', ceiling_micro_usd: 30, cost_micro_usd: 9, deadline_at: null },
    ]);
    expect(sums.get('token:tok total')).toEqual([9, 0]);
  });

  it.each([
    ['less', 9, 9, 'settled'],
    ['as much', 30, 30, 'settled'],
    ['nothing', 0, 0, 'forfeited'],
  ] as const)('sets an orphan right that turns out to have cost %s', async (_, tokens, cost, state) => {
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(30, KEY));
    await ledger.reserve(planOf(1, KEY));
    clock.advance(LEASE_MS + 1);
    await replicaOf(store.database, clock).orphans.look();
    expect(await sumOf(store.database, 'key:abc 2026-11-21')).toEqual([31, 0]);
    expect(await ledger.settle(reservation, resultOf(tokens, { state }))).toBe(BigInt(cost));
    expect(await sumOf(store.database, 'key:abc 2026-11-21')).toEqual([cost + 1, 0]);
    const rows = await rowsIn(store.database);
    expect(rows.find(({ id }) => id === reservation.id)).toMatchObject({ state, outcome: 'answered' });
  });

  it('takes a reservation back with its row, and an orphan with what it was charged', async () => {
    const { ledger } = replica;
    const [one, other] = await Promise.all([
      ledger.reserve(planOf(30, KEY)),
      ledger.reserve(planOf(20, KEY)),
    ]);
    await ledger.release(one);
    expect((await rowsIn(store.database)).map(({ id }) => id)).toEqual([other.id]);
    expect(await sumOf(store.database, 'key:abc total')).toEqual([0, 20]);
    clock.advance(LEASE_MS + 1);
    await replicaOf(store.database, clock).orphans.look();
    expect(await sumOf(store.database, 'key:abc total')).toEqual([20, 0]);
    await Promise.all([ledger.release(other), ledger.release(one)]);
    expect(await balancedMoney(store.database)).toEqual({ rows: [], sums: new Map() });
  });

  it('counts a call in the periods in which it began', async () => {
    const { ledger } = replica;
    clock.advance(10 * DAY_MS - 1);
    const reservation = await ledger.reserve(planOf(30, KEY));
    clock.advance(1);
    await ledger.settle(reservation, resultOf(9));
    const { sums } = await balancedMoney(store.database);
    expect([...sums.keys()].sort()).toEqual([
      'gateway 2026-11-30',
      'key:abc 2026-11',
      'key:abc 2026-11-30',
      'key:abc total',
    ]);
  });

  it('is of many calls of one moment, each for itself', async () => {
    const { ledger } = replica;
    const keys = [keyOf('a'), keyOf('b'), keyOf('c', budgetOf(1e6))];
    const reservations = await Promise.all(
      Array.from({ length: 600 }, (_, at) => replica.ledger.reserve(planOf(at, keys[at % 3]))),
    );
    await Promise.all(
      reservations.map((one, at) =>
        at % 5 === 0 ? ledger.release(one) : ledger.settle(one, resultOf(at, at % 7 === 0 ? FREE : {})),
      ),
    );
    const { rows } = await balancedMoney(store.database);
    expect(rows).toHaveLength(480);
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['settled', 'forfeited']));
  });

  it.each(['nul\0', 'half of a pair \ud83d', '\udca9 the other half', 'x'.repeat(100_000)])(
    'is not held up by a model whose name no store takes (%#)',
    async (model) => {
      const { ledger } = replica;
      const plan = planOf(30, KEY);
      const [strange, ordinary] = await Promise.all([
        replica.ledger.reserve({ ...plan, call: { ...plan.call, model } }),
        replica.ledger.reserve(plan),
      ]);
      await Promise.all([
        ledger.settle(strange, resultOf(1, { model, parts: undefined })),
        ledger.settle(ordinary, resultOf(2)),
      ]);
      expect(await sumOf(store.database, 'key:abc total')).toEqual([32, 0]);
    },
  );

  it('pays by the prices at which the call was reserved', async () => {
    const { ledger } = replica;
    const reservation = await ledger.reserve(planOf(30, KEY));
    const usage = { ...NO_USAGE, outputTokens: 20 };
    expect(await ledger.settle(reservation, resultOf(0, { parts: [{ model: 'unit', usage }] }))).toBe(20n);
  });
});
