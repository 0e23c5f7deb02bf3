import { configOf } from '../../config/config.fixture';
import { budgetOf, keyOf, pageOf, userOf } from '../ledger/ledger.fixture';
import { limitsOf } from './limits';

const AT = Date.UTC(2026, 10, 21, 12);
const { usage } = configOf();
const withDaily = configOf({ DAILY_BUDGET_USD: '2', BUDGET_SOFT_PERCENT: '50' }).usage;

describe('the budgets of a caller', () => {
  it('are none where nobody has set one', () => {
    expect(limitsOf(keyOf('abc'), usage, AT)).toEqual([]);
    expect(limitsOf(pageOf(userOf('ada'), 'tok'), usage, AT)).toEqual([]);
  });

  it.each([
    ['day', '2026-11-21'],
    ['month', '2026-11'],
    ['total', 'total'],
  ] as const)('are in force by %s, in the period of the moment', (period, name) => {
    expect(limitsOf(userOf('ada', budgetOf(1000, period)), usage, AT)).toEqual([
      { counter: { scope: 'user:ada', period: name }, period, limit: 1000n, soft: 800n },
    ]);
  });

  it('are those of its token, of its key and of the whole gateway together', () => {
    const page = pageOf(keyOf('abc', budgetOf(1000, 'month', 90)), 'tok', 300);
    expect(limitsOf(page, withDaily, AT)).toEqual([
      { counter: { scope: 'token:tok', period: 'total' }, period: 'total', limit: 300n, soft: 150n },
      { counter: { scope: 'key:abc', period: '2026-11' }, period: 'month', limit: 1000n, soft: 900n },
      {
        counter: { scope: 'gateway', period: '2026-11-21' },
        period: 'day',
        limit: 2_000_000n,
        soft: 1_000_000n,
      },
    ]);
  });

  it.each([
    [1000, undefined, 800n],
    [1000, 1, 10n],
    [1000, 100, 1000n],
    [999, 50, 499n],
    [0, undefined, 0n],
    [9_000_000_000_000_000, 99, 8_910_000_000_000_000n],
  ])(
    'of %d are told of from a share on that they may set themselves (%p percent)',
    (limit, percent, soft) => {
      expect(limitsOf(keyOf('abc', budgetOf(limit, 'day', percent)), usage, AT)).toMatchObject([{ soft }]);
    },
  );
});
