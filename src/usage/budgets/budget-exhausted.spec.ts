import { microUsd, type BudgetPeriod, type Principal } from '../../kernel';
import type { Reservation, Shortage } from '../ledger/ledger-entry';
import { keyOf, pageOf, userOf } from '../ledger/ledger.fixture';
import { BudgetExhausted, budgetExhausted } from './budget-exhausted';
import { periodOf } from './counters';

const AT = Date.UTC(2026, 11, 31, 12);
const MEMBER = keyOf('abc');
const NEXT_YEAR = '2027-01-01T00:00:00.000Z';

/** Amounts in micro-USD. */
function shortage(
  scope: string,
  period: BudgetPeriod,
  limit: number,
  { spent = 0, reserved = 0 } = {},
): Shortage {
  const counter = { scope, period: periodOf(AT, period) };
  return {
    limit: { counter, period, limit: BigInt(limit), soft: 0n } as Shortage['limit'],
    spent,
    reserved,
  };
}

function refusal(
  shortages: readonly Shortage[],
  ceiling: number,
  { principal = MEMBER, least = ceiling }: { readonly principal?: Principal; readonly least?: number } = {},
): BudgetExhausted {
  const reservation = { ceiling: BigInt(ceiling), createdAt: AT } as Reservation;
  return budgetExhausted(shortages, reservation, microUsd(BigInt(least)), principal);
}

describe('the refusal of a call that does not fit', () => {
  it.each([
    ['key:abc', 'day', 'this key, $5.00 a day,', NEXT_YEAR],
    ['user:ada', 'month', 'this user, $5.00 a month,', NEXT_YEAR],
    ['token:tok', 'total', 'this token, $5.00 in all,', null],
    ['key:abc', 'total', 'this key, $5.00 in all,', null],
  ] as const)('names the budget of %s by %s, and when it begins anew', (scope, period, name, resetsAt) => {
    const error = refusal([shortage(scope, period, 5e6, { spent: 3e6, reserved: 1.5e6 })], 600_000);
    const resets = resetsAt === null ? 'it does not reset' : `it resets at ${resetsAt}`;
    expect(error).toBeInstanceOf(BudgetExhausted);
    expect(error).toMatchObject({
      code: 'budget_exhausted',
      message: `The budget of ${name} has too little left for this request, which can cost up to $0.60 ($0.50 left); ${resets}`,
      extras: {
        budget: {
          scope: scope.slice(0, scope.indexOf(':')),
          period,
          limit_usd: 5,
          spent_usd: 3,
          reserved_usd: 1.5,
          needed_usd: 0.6,
        },
        resets_at: resetsAt,
      },
      left: 500_000,
    });
  });

  it.each(['day', 'month', 'total'] as const)(
    'says that no waiting helps where it can never fit (%s)',
    (period) => {
      const error = refusal([shortage('key:abc', period, 5e6)], 5_000_001);
      const per = { day: 'a day', month: 'a month', total: 'in all' }[period];
      expect(error.message).toBe(
        `This request can cost up to $5.000001 and can never fit into the budget of this key, $5.00 ${per}; ask for fewer tokens (\`max_tokens\`) or send less`,
      );
      expect(error.extras.resets_at).toBeNull();
    },
  );

  it('does not say so of one that needs the whole budget', () => {
    const { extras, message } = refusal([shortage('key:abc', 'day', 5e6, { spent: 1 })], 5e6);
    expect(extras.resets_at).toBe(NEXT_YEAR);
    expect(message).toContain('($4.999999 left)');
  });

  it('does not say so of one that a closer look could make smaller', () => {
    const { message, extras } = refusal([shortage('key:abc', 'day', 5e6)], 6e6, { least: 5e6 });
    expect(message).toContain(
      'has too little left for this request, which can cost up to $6.00 ($5.00 left)',
    );
    expect(extras).toMatchObject({ budget: { needed_usd: 6 }, resets_at: NEXT_YEAR });
    const never = refusal([shortage('key:abc', 'day', 5e6)], 6e6, { least: 5_000_001 });
    expect(never.message).toContain('can cost up to $6.00 and can never fit');
    expect(never.extras.resets_at).toBeNull();
  });

  it.each([
    [1, '$0.000001'],
    [12_500, '$0.0125'],
    [100_000, '$0.10'],
    [1_000_000, '$1.00'],
    [1_230_000, '$1.23'],
    [10_000_000, '$10.00'],
    [1_234_567_890, '$1234.56789'],
  ])('writes %d micro-dollars as %s', (ceiling, text) => {
    const { message } = refusal([shortage('key:abc', 'day', 2e9, { spent: 2e9 })], ceiling);
    expect(message).toContain(`which can cost up to ${text} ($0.00 left)`);
  });

  it('tells nothing less than nothing left of a budget that was cut, save to who counts', () => {
    const error = refusal([shortage('key:abc', 'day', 10, { spent: 20, reserved: 5 })], 1);
    expect(error.message).toContain('($0.00 left)');
    expect(error.left).toBe(-15);
  });

  it('names of several budgets the one that holds up longest, and what is left of the tightest', () => {
    const day = shortage('gateway', 'day', 100, { spent: 99 });
    const month = shortage('key:abc', 'month', 100, { spent: 95 });
    const total = shortage('token:tok', 'total', 100, { spent: 97 });
    const scopeOf = (shortages: readonly Shortage[], ceiling = 10): unknown =>
      refusal(shortages, ceiling).extras.budget?.['scope'];
    expect(scopeOf([day, month, total])).toBe('token');
    expect(scopeOf([total, month, day])).toBe('token');
    expect(scopeOf([day, shortage('key:abc', 'day', 9)])).toBe('key');
    expect(refusal([month, day, total], 10).left).toBe(1);
    // On the last day of a month both end at once.
    expect(scopeOf([day, month])).toBe('gateway');
  });

  describe('by the budget of the whole gateway', () => {
    const gateway = shortage('gateway', 'day', 5e6, { spent: 3e6, reserved: 1.5e6 });
    const ROLES = ['readonly', 'analyst', 'member', 'admin'] as const;
    const holders = ROLES.flatMap((role) => [
      ['a key', role, keyOf('abc', undefined, { role })] as const,
      ['a user', role, userOf('ada', undefined, { role })] as const,
      ['a page', role, pageOf(keyOf('abc', undefined, { role }), 'tok')] as const,
    ]);

    it.each(holders)(
      'tells %s that is %s its amounts only where it may see all usage',
      (kind, role, principal) => {
        const isShown = kind !== 'a page' && (role === 'admin' || role === 'readonly');
        const { message, extras } = refusal([gateway], 600_000, { principal });
        expect(message).toBe(
          isShown
            ? `The budget of this gateway, $5.00 a day, has too little left for this request, which can cost up to $0.60 ($0.50 left); it resets at ${NEXT_YEAR}`
            : `The budget of this gateway has too little left for this request, which can cost up to $0.60; it resets at ${NEXT_YEAR}`,
        );
        expect(extras).toEqual({
          budget: {
            scope: 'gateway',
            period: 'day',
            needed_usd: 0.6,
            ...(isShown ? { limit_usd: 5, spent_usd: 3, reserved_usd: 1.5 } : {}),
          },
          resets_at: NEXT_YEAR,
        });
      },
    );

    it('keeps its amount back as well where a call can never fit', () => {
      const { message, extras } = refusal([gateway], 6e6);
      expect(message).toBe(
        'This request can cost up to $6.00 and can never fit into the budget of this gateway; ask for fewer tokens (`max_tokens`) or send less',
      );
      expect(extras).toEqual({ budget: { scope: 'gateway', period: 'day', needed_usd: 6 }, resets_at: null });
    });
  });
});
