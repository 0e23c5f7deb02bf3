import { configOf } from '../../config/config.fixture';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { budgetOf, DAY_MS, keyOf, pageOf, planOf, replicaOf, resultOf } from '../ledger/ledger.fixture';
import { BudgetStatus } from './budget-status';

const ENV = { DAILY_BUDGET_USD: '0.0005' };

describe.each(ENGINES)('what is left to a caller on %s', (engine) => {
  const store = storeOfBlock(engine);
  let clock: FixedClock;
  let status: BudgetStatus;
  beforeEach(() => {
    clock = new FixedClock();
    status = new BudgetStatus(store.database, configOf(ENV), clock);
  });

  it('is the whole of every budget that nothing was spent of', async () => {
    const key = keyOf('abc', budgetOf(1000, 'month'));
    expect(await status.of(key)).toEqual([
      {
        scope: 'key',
        period: 'month',
        limit_usd: 0.001,
        spent_usd: 0,
        reserved_usd: 0,
        remaining_usd: 0.001,
        resets_at: '2026-12-01T00:00:00.000Z',
      },
    ]);
  });

  it('is nothing to be told where there is no budget, or none but the gateway’s', async () => {
    expect(await status.of(keyOf('abc'))).toEqual([]);
    const broken = new BudgetStatus(await store.gone(), configOf(ENV), clock);
    expect(await broken.of(keyOf('abc'))).toEqual([]);
  });

  it('goes by what is spent and held, the least first', async () => {
    const replica = replicaOf(store.database, clock, ENV);
    const key = keyOf('abc', budgetOf(200, 'total'), { role: 'admin' });
    const page = pageOf(key, 'tok', 1000);
    await replica.ledger.settle(await replica.ledger.reserve(planOf(100, page)), resultOf(30));
    await replica.ledger.reserve(planOf(20, key));
    const ofPage = {
      scope: 'token',
      spent_usd: 0.00003,
      reserved_usd: 0,
      remaining_usd: 0.00097,
      resets_at: null,
    };
    const ofKey = { scope: 'key', spent_usd: 0.00003, reserved_usd: 0.00002, remaining_usd: 0.00015 };
    const ofGateway = { scope: 'gateway', remaining_usd: 0.00045, resets_at: '2026-11-22T00:00:00.000Z' };
    expect(await status.of(key)).toMatchObject([ofKey, ofGateway]);
    // A page is in the hands of strangers.
    expect(await status.of(page)).toMatchObject([ofPage]);
    clock.advance(DAY_MS);
    expect(await status.of(key)).toMatchObject([
      ofKey,
      { scope: 'gateway', spent_usd: 0, remaining_usd: 0.0005 },
    ]);
  });

  it('is never less than nothing', async () => {
    const replica = replicaOf(store.database, clock);
    await replica.ledger.reserve(planOf(100, keyOf('abc', budgetOf(100))));
    expect(await status.of(keyOf('abc', budgetOf(40)))).toMatchObject([
      { reserved_usd: 0.0001, remaining_usd: 0 },
    ]);
  });

  it('is unknown while the store is gone', async () => {
    const broken = new BudgetStatus(await store.gone(), configOf(), clock);
    await expect(broken.of(keyOf('abc', budgetOf(1)))).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
