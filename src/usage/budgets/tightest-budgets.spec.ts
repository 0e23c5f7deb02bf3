import { configOf } from '../../config/config.fixture';
import { keysOf } from '../../auth/keys/keys.fixture';
import { microUsd } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { budgetOf, keyOf, planOf, replicaOf, resultOf } from '../ledger/ledger.fixture';
import { TightestBudgets } from './tightest-budgets';

const ENV = { DAILY_BUDGET_USD: '0.0005' };

describe.each(ENGINES)('the budgets that operators watch, on %s', (engine) => {
  const store = storeOfBlock(engine);

  it('are the gateway’s and the keys’, those with the least left, by what is spent and held', async () => {
    const clock = new FixedClock();
    const { keys } = keysOf(store.database);
    const made = async (limit: bigint, period: 'day' | 'month' | 'total', rest = {}): Promise<string> => {
      const budget = { limit: microUsd(limit), period };
      return (await keys.create({ name: 'x', role: 'member', budget, ...rest })).key.slice(3, 15);
    };
    const [wide, tight, daily] = [
      await made(9000n, 'total'),
      await made(300n, 'month'),
      await made(700n, 'day'),
    ];
    await made(1n, 'day', { expiresAt: clock.now() - 1 });
    await keys.revoke(await made(1n, 'total'));
    await keys.create({ name: 'free', role: 'member' });
    const replica = replicaOf(store.database, clock, ENV);
    const caller = keyOf(tight, budgetOf(300, 'month'));
    await replica.ledger.settle(await replica.ledger.reserve(planOf(100, caller)), resultOf(30));
    await replica.ledger.reserve(planOf(20, caller));

    const budgets = new TightestBudgets(store.database, configOf(ENV), clock);
    const gateway = { scope: 'gateway', keyId: undefined, period: 'day', limit: 500, remaining: 450 };
    const first = { scope: 'key', keyId: tight, period: 'month', limit: 300, remaining: 250 };
    const second = { scope: 'key', keyId: daily, period: 'day', limit: 700, remaining: 700 };
    const third = { scope: 'key', keyId: wide, period: 'total', limit: 9000, remaining: 9000 };
    expect(await budgets.levels(50)).toEqual([gateway, first, second, third]);
    expect(await budgets.levels(1)).toEqual([gateway, first]);
    const unbound = new TightestBudgets(store.database, configOf(), clock);
    expect(await unbound.levels(0)).toEqual([]);
  });
});
