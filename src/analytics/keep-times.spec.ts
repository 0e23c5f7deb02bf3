import { ConfigurationError } from '../config';
import { configOf } from '../config/config.fixture';
import { AnalyticsQueryRegistry } from './analytics-query';
import { KeepTimes } from './keep-times';
import { SALES } from './sales.fixture';

const registry = new AnalyticsQueryRegistry([SALES, { ...SALES, id: 'audits' }]);
const timesOf = (setting?: string): KeepTimes =>
  new KeepTimes(configOf(setting === undefined ? {} : { ANALYTICS_KEEP_SECONDS: setting }), registry);

describe('the time for which an answer is kept', () => {
  it.each<[string | undefined, number, number]>([
    [undefined, 300_000, 300_000],
    ['0', 0, 0],
    ['60', 60_000, 60_000],
    ['sales=5', 5000, 300_000],
    ['60,sales=0', 0, 60_000],
    ['sales=1, audits=2 ,3', 1000, 2000],
  ])('of %j is %i ms of sales and %i of audits', (setting, sales, audits) => {
    const times = timesOf(setting);
    expect([times.of('sales'), times.of('audits')]).toEqual([sales, audits]);
  });

  it.each([['canary42=5'], ['sales=5,canary42=0'], ['canary42=5,canary43=6']])(
    'of a type that is none stops the boot, and names those that are: %s',
    (setting) => {
      const reading = (): unknown => timesOf(setting);
      expect(reading).toThrow(ConfigurationError);
      expect(reading).toThrow('ANALYTICS_KEEP_SECONDS should name query types that there are: sales, audits');
      expect(reading).not.toThrow('canary');
    },
  );
});
