import { outlookOf, reportOf, spentBy, type ShownBudget } from './outlook';

const BUDGET: ShownBudget = {
  scope: 'key',
  id: 'k1',
  name: 'a key',
  period: 'day',
  limit_usd: 10,
  spent_usd: 1,
  reserved_usd: 0,
  remaining_usd: 9,
  soft_percent: 80,
  period_started_at: '2026-03-01T00:00:00.000Z',
  resets_at: '2026-03-02T00:00:00.000Z',
  forecast_usd: 2,
};

describe('the outlook of a budget', () => {
  it.each([
    ['spent', { remaining_usd: 0 }],
    ['spent', { limit_usd: 0, spent_usd: 0, remaining_usd: 0, forecast_usd: 0 }],
    ['short', { forecast_usd: 10.01 }],
    ['fine', { forecast_usd: 10 }],
    ['near', { spent_usd: 8 }],
    ['fine', { spent_usd: 7.99 }],
    ['near', { spent_usd: 5, soft_percent: 50 }],
    ['near', { spent_usd: 8, forecast_usd: null }],
    ['fine', { forecast_usd: null }],
  ] as const)('is %s where %j', (outlook, change) => {
    expect(outlookOf({ ...BUDGET, ...change })).toBe(outlook);
  });

  it('tells when it will be spent, where it will', () => {
    const budget = { ...BUDGET, spent_usd: 5, forecast_usd: 20 };
    expect(spentBy(budget, new Date('2026-03-01T06:00:00Z'))).toBe('2026-03-01T12:00:00.000Z');
    expect(spentBy(BUDGET, new Date('2026-03-01T06:00:00Z'))).toBeUndefined();
  });
});

describe("the reader's own budget", () => {
  const state = {
    scope: 'user',
    limit_usd: 10,
    spent_usd: 3,
    reserved_usd: 0,
    remaining_usd: 7,
  } as const;

  it.each([
    ['day', '2026-03-02T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 12],
    ['month', '2026-03-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', 6],
  ] as const)('of a %s has a forecast', (period, resets_at, began, forecast) => {
    const now = new Date(period === 'day' ? '2026-03-01T06:00:00Z' : '2026-02-15T00:00:00Z');
    expect(reportOf({ ...state, period, resets_at }, now)).toMatchObject({
      period_started_at: began,
      forecast_usd: forecast,
    });
  });

  it('has none in its first minutes that an hour would not have', () => {
    const day = { ...state, period: 'day', resets_at: '2026-03-02T00:00:00.000Z' } as const;
    const at = (time: string): number | null => reportOf(day, new Date(time)).forecast_usd;
    expect(at('2026-03-01T00:00:01Z')).toBe(72);
    expect(at('2026-03-01T01:00:00Z')).toBe(72);
  });

  it('has none where it never begins anew', () => {
    expect(reportOf({ ...state, period: 'total', resets_at: null })).toMatchObject({
      period_started_at: null,
      forecast_usd: null,
    });
  });
});
