import { ConfigurationError } from './environment-reader';
import { configOf } from './config.fixture';

/** Occurs in wrong values, and must occur in no complaint. */
const CANARY = 'canary42';

describe('the settings of prices and budgets', () => {
  it('have defaults: the prices built in, and no limit', () => {
    expect(configOf().usage).toEqual({
      batchMax: 256,
      pricesFile: undefined,
      dailyBudget: undefined,
      budgetSoftPercent: 80,
    });
  });

  it.each<[Readonly<Record<string, string>>, object]>([
    [{ PRICES_FILE: ' /etc/prices.json ' }, { pricesFile: '/etc/prices.json' }],
    [{ PRICES_FILE: ' ' }, { pricesFile: undefined }],
    [{ DAILY_BUDGET_USD: '25' }, { dailyBudget: 25_000_000n }],
    [{ DAILY_BUDGET_USD: '25.5' }, { dailyBudget: 25_500_000n }],
    [{ DAILY_BUDGET_USD: '0.000001' }, { dailyBudget: 1n }],
    [{ DAILY_BUDGET_USD: '0.1' }, { dailyBudget: 100_000n }],
    [{ DAILY_BUDGET_USD: '0' }, { dailyBudget: 0n }],
    [{ DAILY_BUDGET_USD: '0012.340000' }, { dailyBudget: 12_340_000n }],
    [{ DAILY_BUDGET_USD: '999999999.999999' }, { dailyBudget: 999_999_999_999_999n }],
    [{ DAILY_BUDGET_USD: '1000000000' }, { dailyBudget: 1_000_000_000_000_000n }],
    [{ DAILY_BUDGET_USD: ' ' }, { dailyBudget: undefined }],
    [{ BUDGET_SOFT_PERCENT: '1' }, { budgetSoftPercent: 1 }],
    [{ BUDGET_SOFT_PERCENT: '100' }, { budgetSoftPercent: 100 }],
  ])('are read from %j', (env, expected) => {
    expect(configOf(env).usage).toMatchObject(expected);
  });

  it.each<[string, readonly string[]]>([
    ['DAILY_BUDGET_USD', ['-1', '1.2345678', '1e3', '$5', '1,000', '.5', '5.', 'Infinity', CANARY]],
    ['DAILY_BUDGET_USD', ['1000000000.000001', '10000000000', '9'.repeat(400)]],
    ['BUDGET_SOFT_PERCENT', ['0', '101', '80.5', '80%', '-5', CANARY]],
  ])('are refused by name, and not repeated: %s of %j', (name, values) => {
    for (const value of values) {
      const reading = (): unknown => configOf({ [name]: value });
      expect(reading).toThrow(ConfigurationError);
      expect(reading).toThrow(`${name} should be `);
      expect(reading).not.toThrow(CANARY);
    }
  });
});
