import { keysOf } from '../../auth/keys/keys.fixture';
import { configOf } from '../../config/config.fixture';
import { Clock } from '../../kernel';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { Prices } from '../../usage';
import type { Finding } from '../check';
import { MoneyChecks } from './money.checks';

describe.each(ENGINES)('the check of budgets on %s', (engine) => {
  const store = storeOfBlock(engine);
  const look = (
    id: string,
    env: Readonly<Record<string, string>> = {},
  ): Finding | Promise<Finding> | undefined => {
    const config = configOf(env);
    const checks = new MoneyChecks(config, store.database, new Prices(config), new Clock());
    return checks.all.find((check) => check.id === id)?.look();
  };

  it('passes with a budget of the gateway, warns with one of everybody, and fails where somebody has none', async () => {
    expect(await look('budgets', { DAILY_BUDGET_USD: '5' })).toMatchObject({ status: 'pass' });
    expect(await look('budgets')).toMatchObject({ status: 'warning' });
    const { keys } = keysOf(store.database);
    await keys.create({ name: 'looks', role: 'readonly' });
    expect(await look('budgets')).toMatchObject({ status: 'warning' });
    const { apiKey } = await keys.create({ name: 'asks', role: 'member' });
    expect(await look('budgets')).toMatchObject({
      status: 'failure',
      why: '1 keys and users may spend without end',
    });
    await keys.revoke(apiKey.id);
    expect(await look('budgets')).toMatchObject({ status: 'warning' });
  });

  it('wants prices of the models that are named', async () => {
    expect(await look('prices')).toMatchObject({ status: 'pass' });
    expect(await look('prices', { ANTHROPIC_FALLBACK_MODEL: 'claude-of-tomorrow' })).toMatchObject({
      status: 'warning',
    });
  });
});
