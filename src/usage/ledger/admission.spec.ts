import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { asked, budgetOf, keyOf, pageOf, planOf, replicaOf, resultOf, userOf } from './ledger.fixture';
import { balancedMoney, rowsIn, sumOf } from './money.fixture';

const DAY = '2026-11-21';
const REFUSED = 'budget_exhausted';

describe.each(ENGINES)('the admission of calls on %s', (engine) => {
  const store = storeOfBlock(engine);
  const clock = new FixedClock();
  const gateway = (env: Readonly<Record<string, string>> = {}): ReturnType<typeof replicaOf> =>
    replicaOf(store.database, clock, env);

  it.each(['day', 'month', 'total'] as const)(
    'fills a budget by %s to the micro-dollar, and lets not one more in',
    async (period) => {
      const replica = gateway();
      const principal = keyOf('abc', budgetOf(1000, period));
      const ceilings = [999, 2, 1, 1];
      const outcomes = [];
      for (const ceiling of ceilings) outcomes.push(await asked(replica, planOf(ceiling, principal)));
      expect(outcomes).toMatchObject([{ ceiling: 999n }, REFUSED, { ceiling: 1n }, REFUSED]);
      expect(await sumOf(store.database, 'key:abc total')).toEqual([0, 1000]);
    },
  );

  it('lets a call in that can cost nothing where a budget is full, and where it is overdrawn', async () => {
    const replica = gateway();
    await replica.ledger.reserve(planOf(10, keyOf('abc', budgetOf(10))));
    expect(await asked(replica, planOf(0, keyOf('abc', budgetOf(10))))).toMatchObject({ ceiling: 0n });
    expect(await asked(replica, planOf(0, keyOf('abc', budgetOf(9))))).toMatchObject({ ceiling: 0n });
  });

  it.each([
    ['its token', { token: 9, key: 10, DAILY_BUDGET_USD: '0.00001' }],
    ['its key', { token: 10, key: 9, DAILY_BUDGET_USD: '0.00001' }],
    ['the gateway', { token: 10, key: 10, DAILY_BUDGET_USD: '0.000009' }],
  ])('holds nothing anywhere of a call that does not fit into the budget of %s', async (_, limits) => {
    const { token, key, DAILY_BUDGET_USD } = limits;
    const replica = gateway({ DAILY_BUDGET_USD });
    const page = pageOf(keyOf('abc', budgetOf(key, 'month')), 'tok', token);
    expect(await asked(replica, planOf(10, page))).toBe(REFUSED);
    expect(await balancedMoney(store.database)).toEqual({ rows: [], sums: new Map() });
    expect(await asked(replica, planOf(9, page))).toMatchObject({ ceiling: 9n });
    for (const name of ['token:tok total', 'key:abc 2026-11', `gateway ${DAY}`])
      expect(await sumOf(store.database, name)).toEqual([0, 9]);
  });

  it('lets a smaller call in behind one of the same batch that does not fit', async () => {
    const replica = gateway();
    const principal = keyOf('abc', budgetOf(10));
    const outcomes = await Promise.all(
      [6, 5, 4, 1].map((ceiling) => asked(replica, planOf(ceiling, principal))),
    );
    expect(outcomes).toMatchObject([{ ceiling: 6n }, REFUSED, { ceiling: 4n }, REFUSED]);
    expect((await rowsIn(store.database)).map((row) => row.ceiling_micro_usd).sort()).toEqual([4, 6]);
    expect(await sumOf(store.database, `key:abc ${DAY}`)).toEqual([0, 10]);
  });

  it('lets no caller pay for another of the same batch, save by the budget that they share', async () => {
    const replica = gateway({ DAILY_BUDGET_USD: '0.00002' });
    const [small, large] = [keyOf('small', budgetOf(5)), keyOf('large', budgetOf(100))];
    const plans = [planOf(9, small), planOf(12, large), planOf(5, small), planOf(9, large), planOf(3, large)];
    const outcomes = await Promise.all(plans.map((plan) => asked(replica, plan)));
    expect(outcomes.map((outcome) => outcome === REFUSED)).toEqual([true, false, false, true, false]);
    expect(await sumOf(store.database, `gateway ${DAY}`)).toEqual([0, 20]);
  });

  it('tells how full a budget was without the others of the batch that were refused', async () => {
    const replica = gateway();
    const principal = keyOf('abc', budgetOf(10));
    await replica.ledger.settle(await replica.ledger.reserve(planOf(3, principal)), resultOf(2));
    const outcomes = await Promise.allSettled(
      [4, 8, 9].map((ceiling) => replica.ledger.reserve(planOf(ceiling, principal))),
    );
    const amounts = { spent_usd: 0.000002, reserved_usd: 0.000004, limit_usd: 0.00001 };
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { reason: { left: 4, extras: { budget: { ...amounts, needed_usd: 0.000008 } } } },
      { reason: { left: 4, extras: { budget: { ...amounts, needed_usd: 0.000009 } } } },
    ]);
  });

  it('counts a key by day, month and for good, and the gateway by day, though nobody has a budget', async () => {
    const { ledger } = gateway();
    const reservation = await ledger.reserve(planOf(7));
    await ledger.settle(reservation, resultOf(5));
    const { sums } = await balancedMoney(store.database);
    expect(Object.fromEntries(sums)).toEqual({
      [`gateway ${DAY}`]: [5, 0],
      [`key:abc ${DAY}`]: [5, 0],
      'key:abc 2026-11': [5, 0],
      'key:abc total': [5, 0],
    });
    expect(await asked(gateway(), planOf(6, keyOf('abc', budgetOf(10, 'month'))))).toBe(REFUSED);
    expect(await asked(gateway(), planOf(5, keyOf('abc', budgetOf(10, 'month'))))).toMatchObject({});
  });

  it('counts what a page spends for its key, what a user spends for the user, and a token where it has a budget', async () => {
    const replica = gateway({ DAILY_BUDGET_USD: '1' });
    const key = keyOf('abc');
    for (const one of [
      pageOf(key, 'free'),
      pageOf(key, 'capped', 100),
      userOf('ada'),
      pageOf(userOf('ada'), 'hers', 9),
    ])
      await replica.ledger.reserve(planOf(3, one));
    const { sums } = await balancedMoney(store.database);
    expect([...sums.keys()].filter((name) => name.endsWith(' total')).sort()).toEqual([
      'key:abc total',
      'token:capped total',
      'token:hers total',
      'user:ada total',
    ]);
    expect(sums.get('user:ada total')).toEqual([0, 6]);
    expect(sums.get(`gateway ${DAY}`)).toEqual([0, 12]);
  });

  it('keeps what was planned of a call, and a lease on it, in its row', async () => {
    const plan = planOf(7, pageOf(userOf('ada', budgetOf(7)), 'tok', 8));
    const { ledger } = gateway();
    const { id } = await ledger.reserve({
      ...plan,
      call: { ...plan.call, queryType: 'mrr', sessionId: 'ses' },
    });
    expect(await rowsIn(store.database)).toEqual([
      {
        id,
        request_id: 'req_1',
        principal: 'user:ada/page',
        key_id: null,
        user_id: 'ada',
        token_id: 'tok',
        token_has_budget: 1,
        route: '/api/query',
        query_type: 'mrr',
        upstream: 'fake',
        model: 'unit',
        state: 'reserved',
        ceiling_micro_usd: 7,
        worker: expect.stringMatching(/^[0-9a-f-]{36}$/),
        deadline_at: clock.now() + 30_000,
        input_tokens: 0,
        output_tokens: 0,
        cache_write_5m_tokens: 0,
        cache_write_1h_tokens: 0,
        cache_read_tokens: 0,
        web_searches: 0,
        cost_micro_usd: 0,
        outcome: 'under_way',
        latency_ms: 0,
        first_token_ms: null,
        created_at: clock.now(),
        attempts: 0,
        session_id: 'ses',
      },
    ]);
  });

  it('shares a commit among no more calls than it may', async () => {
    const replica = gateway({ LEDGER_BATCH_MAX: '2' });
    const plan = planOf(1, keyOf('few', budgetOf(100)));
    await Promise.all(Array.from({ length: 5 }, () => replica.ledger.reserve(plan)));
    expect(replica.ledger.largestBatch).toBe(2);
    expect(await sumOf(store.database, 'key:few total')).toEqual([0, 5]);
  });

  it('never exceeds a budget with two replicas that ask at once, nor leaves any of it unused', async () => {
    const replicas = [gateway(), replicaOf(await store.replica(), clock)];
    const principal = keyOf('abc', budgetOf(40));
    const outcomes: (string | object)[] = [];
    for (let round = 0; round < 6; round += 1) {
      const asking = replicas.flatMap((replica) =>
        [1, 2, 3, 4].map((ceiling) => asked(replica, planOf(ceiling, principal))),
      );
      outcomes.push(...(await Promise.all(asking)));
      const [, reserved] = await sumOf(store.database, `key:abc ${DAY}`);
      expect(reserved).toBeLessThanOrEqual(40);
    }
    expect(outcomes).toContain(REFUSED);
    expect(outcomes).not.toContain('store_unavailable');
    expect(await sumOf(store.database, `key:abc ${DAY}`)).toEqual([0, 40]);
  });

  it('does not stall when two replicas ask for the same callers in opposite order', async () => {
    const replicas = [gateway(), replicaOf(await store.replica(), clock)];
    const keys = Array.from({ length: 20 }, (_, at) => keyOf(`k${String(at)}`, budgetOf(1000)));
    const asking = replicas.flatMap((replica, at) =>
      (at === 0 ? keys : keys.toReversed()).map((key) => asked(replica, planOf(1, key))),
    );
    expect((await Promise.all(asking)).filter((outcome) => typeof outcome === 'string')).toEqual([]);
    expect(await sumOf(store.database, `gateway ${DAY}`)).toEqual([0, 40]);
  });
});
