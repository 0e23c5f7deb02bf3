import { ApiKeyStore } from '../../auth/keys/api-key.store';
import { storedKey } from '../../auth/keys/keys.fixture';
import { UserStore } from '../../auth/users/user.store';
import { storedUser } from '../../auth/users/users.fixture';
import { configOf } from '../../config/config.fixture';
import { microUsd, type BudgetPolicy } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { BudgetList } from './budget-list';
import { CounterSums } from './counter-sums';
import { change } from './counter.store';
import { forecastOf } from './forecast';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const budget = (limit: number, period: BudgetPolicy['period'], softPercent?: number): BudgetPolicy => ({
  limit: microUsd(BigInt(limit)),
  period,
  softPercent,
});

describe.each(ENGINES)('all budgets on %s', (engine) => {
  const store = storeOfBlock(engine);
  const listOf = (env: Record<string, string> = {}): BudgetList =>
    new BudgetList(store.database, configOf(env), new FixedClock(NOON));

  beforeEach(async () => {
    const keys = new ApiKeyStore(store.database);
    for (const key of [
      storedKey({ id: 'aaaaaaaaaaaa', name: 'half', budget: budget(1000, 'month', 60) }),
      storedKey({ id: 'bbbbbbbbbbbb', name: 'full', budget: budget(100, 'total') }),
      storedKey({ id: 'cccccccccccc', name: 'nothing', budget: budget(0, 'day') }),
      storedKey({ id: 'dddddddddddd', name: 'unbounded' }),
      storedKey({ id: 'eeeeeeeeeeee', name: 'revoked', budget: budget(9, 'day'), revokedAt: 1 }),
      storedKey({ id: 'ffffffffffff', name: 'over', budget: budget(9, 'day'), expiresAt: NOON }),
    ])
      await keys.add(key);
    const users = new UserStore(store.database);
    await users.add(storedUser({ id: 'uuuuuuuuuuuu', username: 'chris', budget: budget(1000, 'day') }));
    const sums = new CounterSums();
    sums.add([{ scope: 'gateway', period: '2026-11-21' }], { spent: 500_000, reserved: 250_000 });
    sums.add([{ scope: 'key:aaaaaaaaaaaa', period: '2026-11' }], { spent: 300, reserved: 200 });
    sums.add([{ scope: 'key:aaaaaaaaaaaa', period: '2026-10' }], { spent: 999 });
    sums.add([{ scope: 'key:bbbbbbbbbbbb', period: 'total' }], { spent: 120 });
    await store.database.attempt((db) => change(store.database, db, sums));
  });

  it('are those of the gateway, and of keys and users that may spend, the fullest first', async () => {
    const { meta, data } = await listOf({ DAILY_BUDGET_USD: '2' }).page({});
    expect(meta).toEqual({ page: 1, page_size: 50, total: 5 });
    expect(data.map(({ scope, name }) => [scope, name])).toEqual([
      ['gateway', null],
      ['key', 'full'],
      ['key', 'nothing'],
      ['key', 'half'],
      ['user', 'chris'],
    ]);
  });

  it('are told with what the period cost, holds and will have cost', async () => {
    const { data } = await listOf({ DAILY_BUDGET_USD: '2', BUDGET_SOFT_PERCENT: '70' }).page({});
    expect(data[0]).toEqual({
      scope: 'gateway',
      id: null,
      name: null,
      period: 'day',
      limit_usd: 2,
      spent_usd: 0.5,
      reserved_usd: 0.25,
      remaining_usd: 1.25,
      soft_percent: 70,
      period_started_at: '2026-11-21T00:00:00.000Z',
      resets_at: '2026-11-22T00:00:00.000Z',
      forecast_usd: 1,
    });
    expect(data[1]).toMatchObject({ id: 'bbbbbbbbbbbb', remaining_usd: 0, forecast_usd: null });
    expect([data[1]?.period_started_at, data[1]?.resets_at]).toEqual([null, null]);
    expect(data[3]).toMatchObject({
      spent_usd: 0.0003,
      reserved_usd: 0.0002,
      soft_percent: 60,
      period_started_at: '2026-11-01T00:00:00.000Z',
      forecast_usd: 0.000439,
    });
  });

  it('come in pages and in another order, and know how many they are beyond the last', async () => {
    const list = listOf();
    const names = async (query: Parameters<BudgetList['page']>[0]): Promise<unknown[]> => {
      const { meta, data } = await list.page(query);
      return [meta.total, ...data.map(({ name }) => name)];
    };
    expect(await names({ sort: 'name', page_size: '2' })).toEqual([4, 'chris', 'full']);
    expect(await names({ sort: 'name', page_size: '2', page: '2' })).toEqual([4, 'half', 'nothing']);
    expect(await names({ page: '9' })).toEqual([4]);
  });
});

it.each([
  ['day', '2026-11-21T12:00:00Z', 1_000_000, 2],
  ['day', '2026-11-21T00:00:01Z', 1_000_000, 24],
  ['month', '2026-11-16T00:00:00Z', 1_000_000, 2],
  ['total', '2026-11-21T12:00:00Z', 1_000_000, null],
] as const)('a %s that has come to %s goes on as it began', (period, now, spent, forecast) => {
  expect(forecastOf(spent, period, Date.parse(now))).toBe(forecast);
});
