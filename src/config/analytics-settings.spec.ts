import { configOf } from './config.fixture';
import { ConfigurationError } from './environment-reader';

/** Occurs in wrong values, and must occur in no complaint. */
const CANARY = 'canary42';

function expectRefused(name: string, values: readonly string[]): void {
  for (const value of values) {
    const reading = (): unknown => configOf({ [name]: value });
    expect(reading).toThrow(ConfigurationError);
    expect(reading).toThrow(`${name} should be `);
    expect(reading).not.toThrow(CANARY);
  }
}

describe('how long answers to analytics queries are kept', () => {
  it.each<[string | undefined, number, Readonly<Record<string, number>>]>([
    [undefined, 300, {}],
    ['', 300, {}],
    [' ', 300, {}],
    [',', 300, {}],
    ['0', 0, {}],
    ['60', 60, {}],
    ['604800', 604_800, {}],
    ['0000060', 60, {}],
    ['mrr_analysis=3600', 300, { mrr_analysis: 3600 }],
    ['60,mrr_analysis=3600', 60, { mrr_analysis: 3600 }],
    [' a = 1 , 60 , b2= 0,', 60, { a: 1, b2: 0 }],
    ['mrr_analysis=604800', 300, { mrr_analysis: 604_800 }],
    [`${'a'.repeat(64)}=5`, 300, { ['a'.repeat(64)]: 5 }],
  ])('is read from %j', (value, keepSeconds, keepSecondsOf) => {
    const env = value === undefined ? {} : { ANALYTICS_KEEP_SECONDS: value };
    expect(configOf(env).analytics).toEqual({ keepSeconds, keepSecondsOf });
  });

  it.each([
    ['no seconds', ['-1', '1.5', '1e3', '5s', '٣', 'Infinity', CANARY]],
    ['more than a week', ['604801', '9999999', '99999999999', 'mrr_analysis=604801']],
    [
      'a type without seconds',
      ['mrr_analysis', 'mrr_analysis=', 'mrr_analysis=-1', `mrr_analysis=${CANARY}`],
    ],
    ['seconds of no type', ['=5', 'Mrr=5', '1a=5', 'a-b=5', 'a b=5', 'a==5', `${'a'.repeat(65)}=5`]],
    ['the same twice', ['60,70', 'a=1,a=2', 'a=1,60,a=1']],
    ['one that is wrong among others', ['60,mrr_analysis=x', `${CANARY},60`, '60;70']],
  ])('is refused by name, and not repeated: %s', (_, values) => {
    expectRefused('ANALYTICS_KEEP_SECONDS', values);
  });
});

describe('what is kept of conversations', () => {
  it('is everything for a month, and enough of it is sent again', () => {
    expect(configOf().chains).toEqual({ storeContent: true, retentionDays: 30, historyTokens: 16_000 });
  });

  it.each<[Readonly<Record<string, string>>, object]>([
    [{ CHAINS_STORE_CONTENT: 'true' }, { storeContent: true }],
    [{ CHAINS_STORE_CONTENT: ' false ' }, { storeContent: false }],
    [{ CHAINS_STORE_CONTENT: '' }, { storeContent: true }],
    [{ CHAINS_RETENTION_DAYS: '1' }, { retentionDays: 1 }],
    [{ CHAINS_RETENTION_DAYS: '3650' }, { retentionDays: 3650 }],
    [{ CHAINS_HISTORY_TOKENS: '0' }, { historyTokens: 0 }],
    [{ CHAINS_HISTORY_TOKENS: '200000' }, { historyTokens: 200_000 }],
  ])('is read from %j', (env, expected) => {
    expect(configOf(env).chains).toMatchObject(expected);
  });

  it.each([
    ['CHAINS_STORE_CONTENT', ['yes', '1', 'TRUE', 'False', CANARY]],
    ['CHAINS_RETENTION_DAYS', ['0', '3651', '-1', '1.5', '30d', CANARY]],
    ['CHAINS_HISTORY_TOKENS', ['200001', '-1', '1.5', '16k', CANARY]],
  ])('is refused by name, and not repeated: %s of %j', (name, values) => {
    expectRefused(name, values);
  });
});
