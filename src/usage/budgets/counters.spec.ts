import fc from 'fast-check';
import { countersOf, endOfPeriod, periodOf, type Spender } from './counters';

const at = (text: string): number => Date.parse(text);

const SPENDER: Spender = {
  keyId: 'abc',
  userId: null,
  tokenId: null,
  tokenHasBudget: false,
  createdAt: at('2026-11-21T12:00:00Z'),
};

describe('the periods of budgets', () => {
  it.each([
    ['2026-11-21T00:00:00.000Z', '2026-11-21', '2026-11-22', '2026-11', '2026-12-01'],
    ['2026-11-21T23:59:59.999Z', '2026-11-21', '2026-11-22', '2026-11', '2026-12-01'],
    ['2026-11-30T23:59:59.999Z', '2026-11-30', '2026-12-01', '2026-11', '2026-12-01'],
    ['2026-12-01T00:00:00.000Z', '2026-12-01', '2026-12-02', '2026-12', '2027-01-01'],
    ['2026-12-31T23:59:59.999Z', '2026-12-31', '2027-01-01', '2026-12', '2027-01-01'],
    ['2027-01-01T00:00:00.000Z', '2027-01-01', '2027-01-02', '2027-01', '2027-02-01'],
    ['2027-01-31T12:00:00.000Z', '2027-01-31', '2027-02-01', '2027-01', '2027-02-01'],
    ['2027-02-28T12:00:00.000Z', '2027-02-28', '2027-03-01', '2027-02', '2027-03-01'],
    ['2028-02-28T12:00:00.000Z', '2028-02-28', '2028-02-29', '2028-02', '2028-03-01'],
    ['2028-02-29T23:59:59.999Z', '2028-02-29', '2028-03-01', '2028-02', '2028-03-01'],
    ['2100-02-28T12:00:00.000Z', '2100-02-28', '2100-03-01', '2100-02', '2100-03-01'],
    ['1970-01-01T00:00:00.000Z', '1970-01-01', '1970-01-02', '1970-01', '1970-02-01'],
  ])(
    'are by UTC: %s lies in %s until %s, and in %s until %s',
    (instant, day, endOfDay, month, endOfMonth) => {
      const now = at(instant);
      expect([periodOf(now, 'day'), periodOf(now, 'month'), periodOf(now, 'total')]).toEqual([
        day,
        month,
        'total',
      ]);
      expect(endOfPeriod(now, 'day')).toBe(`${endOfDay}T00:00:00.000Z`);
      expect(endOfPeriod(now, 'month')).toBe(`${endOfMonth}T00:00:00.000Z`);
      expect(endOfPeriod(now, 'total')).toBeNull();
    },
  );

  it('hold every instant that they are named for, from their first to before their end, and no other', () => {
    const instant = fc.integer({ min: 0, max: Date.UTC(9999, 10) });
    fc.assert(
      fc.property(instant, fc.constantFrom('day' as const, 'month' as const), (now, period) => {
        const name = periodOf(now, period);
        const start = at(period === 'day' ? name : `${name}-01`);
        const end = at(endOfPeriod(now, period) ?? '');
        expect(start).toBeLessThanOrEqual(now);
        expect(now).toBeLessThan(end);
        expect([start, end - 1].map((one) => periodOf(one, period))).toEqual([name, name]);
        expect([start - 1, end].map((one) => periodOf(one, period))).not.toContain(name);
        expect(endOfPeriod(start, period)).toBe(endOfPeriod(now, period));
        const days = (end - start) / 86_400_000;
        expect(period === 'day' ? days === 1 : [28, 29, 30, 31].includes(days)).toBe(true);
      }),
      { examples: [[at('2028-02-29T23:59:59.999Z'), 'month']] },
    );
  });
});

describe('the counters of a call', () => {
  const gateway = { scope: 'gateway', period: '2026-11-21' };
  const by = (scope: string): { scope: string; period: string }[] =>
    ['2026-11-21', '2026-11', 'total'].map((period) => ({ scope, period }));

  it.each([
    ['a key', {}, [gateway, ...by('key:abc')]],
    ['a user', { keyId: null, userId: 'ada' }, [gateway, ...by('user:ada')]],
    ['a token without a budget', { tokenId: 'tok' }, [gateway, ...by('key:abc')]],
    [
      'a token with one',
      { tokenId: 'tok', tokenHasBudget: true },
      [gateway, ...by('key:abc'), { scope: 'token:tok', period: 'total' }],
    ],
  ])('of %s are the gateway’s, its owner’s and its own', (_, part, counters) => {
    expect(countersOf({ ...SPENDER, ...part })).toEqual(counters);
  });
});
