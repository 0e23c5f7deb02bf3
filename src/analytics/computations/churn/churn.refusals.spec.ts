import { validated } from '../../../http';
import { refusalOf } from '../../../kernel/refusal.fixture';
import { ChurnParameters } from './churn.parameters';
import { churnAnalysis } from '../../queries/churn-analysis.query';

const JANUARY = { period: '2026-01', customers_start: 20, customers_lost: 2 };
const FEBRUARY = { ...JANUARY, period: '2026-02' };
const REVENUE = { revenue_start: 100, revenue_lost: 10 };

const asked = async (data: unknown): Promise<unknown> =>
  churnAnalysis.compute(await validated(ChurnParameters, { data }, 'parameters'));

interface Contradiction {
  readonly what: string;
  readonly data: object;
  readonly field: string;
  readonly rule: string;
  readonly told: string;
}

const TOGETHER = 'is required: revenue_start and revenue_lost are given of every period or of none';
const CONTRADICTIONS: readonly Contradiction[] = [
  {
    what: 'a gap between months',
    data: { periods: [JANUARY, { ...JANUARY, period: '2026-03' }] },
    field: 'periods.1.period',
    rule: 'consecutive',
    told: 'must be 2026-02, one month after 2026-01',
  },
  {
    what: 'the wrong order',
    data: { periods: [FEBRUARY, JANUARY] },
    field: 'periods.1.period',
    rule: 'consecutive',
    told: 'must be 2026-03, one month after 2026-02',
  },
  {
    what: 'months as quarters',
    data: { period_length: 'quarter', periods: [JANUARY, FEBRUARY] },
    field: 'periods.1.period',
    rule: 'consecutive',
    told: 'must be 2026-04, one quarter after 2026-01',
  },
  {
    what: 'a year twice',
    data: { period_length: 'year', periods: [JANUARY, JANUARY] },
    field: 'periods.1.period',
    rule: 'consecutive',
    told: 'must be 2027-01, one year after 2026-01',
  },
  {
    what: 'more customers lost than there were',
    data: { periods: [JANUARY, { ...FEBRUARY, customers_lost: 21 }] },
    field: 'periods.1.customers_lost',
    rule: 'consistent',
    told: 'of 2026-02 must not exceed customers_start, 20',
  },
  {
    what: 'more revenue lost than there was',
    data: { periods: [{ ...JANUARY, revenue_start: 100.5, revenue_lost: 100.51 }] },
    field: 'periods.0.revenue_lost',
    rule: 'consistent',
    told: 'of 2026-01 must not exceed revenue_start, 100.50',
  },
  {
    what: 'revenue at the start only',
    data: { periods: [{ ...JANUARY, revenue_start: 100 }] },
    field: 'periods.0.revenue_lost',
    rule: 'required',
    told: `of 2026-01 ${TOGETHER}`,
  },
  {
    what: 'revenue lost only',
    data: { periods: [{ ...JANUARY, revenue_lost: 0 }] },
    field: 'periods.0.revenue_start',
    rule: 'required',
    told: `of 2026-01 ${TOGETHER}`,
  },
  {
    what: 'revenue of the first period only',
    data: { periods: [{ ...JANUARY, ...REVENUE }, FEBRUARY] },
    field: 'periods.1.revenue_start',
    rule: 'required',
    told: `of 2026-02 ${TOGETHER}`,
  },
  {
    what: 'revenue of a later period only',
    data: { periods: [JANUARY, { ...FEBRUARY, ...REVENUE }] },
    field: 'periods.0.revenue_start',
    rule: 'required',
    told: `of 2026-01 ${TOGETHER}`,
  },
  {
    what: 'a reason twice',
    data: {
      periods: [JANUARY],
      reasons: ['price', 'other', 'price'].map((code) => ({ code, customers: 0 })),
    },
    field: 'reasons.2.code',
    rule: 'unique',
    told: 'must not be price again',
  },
  {
    what: 'more reasons than customers lost',
    data: {
      periods: [JANUARY, FEBRUARY],
      reasons: [
        { code: 'price', customers: 4 },
        { code: 'other', customers: 1 },
      ],
    },
    field: 'reasons',
    rule: 'consistent',
    told: 'must not sum up to more than the 4 customers lost',
  },
];

it.each(CONTRADICTIONS)('$what is refused', async ({ data, field, rule, told }) => {
  const refusal = await refusalOf(() => asked(data));
  const name = `parameters.data.${field}`;
  expect(refusal.code).toBe('validation_failed');
  expect(refusal.message).toBe(`\`${name}\` ${told}`);
  expect(refusal.extras).toEqual({ fields: [name], violations: [{ field: name, rule, message: told }] });
});

const BROKEN: readonly [what: string, data: unknown, field: string][] = [
  ['no data', undefined, ''],
  ['no periods', { periods: [] }, '.periods'],
  ['61 periods', { periods: Array.from({ length: 61 }, () => JANUARY) }, '.periods'],
  ['an unknown length', { period_length: 'week', periods: [JANUARY] }, '.period_length'],
  ['a day', { periods: [{ ...JANUARY, period: '2026-01-01' }] }, '.periods.0.period'],
  ['half a customer', { periods: [{ ...JANUARY, customers_lost: 0.5 }] }, '.periods.0.customers_lost'],
  ['fewer than nobody', { periods: [{ ...JANUARY, customers_lost: -1 }] }, '.periods.0.customers_lost'],
  [
    'parts of a cent',
    { periods: [{ ...JANUARY, ...REVENUE, revenue_lost: 0.001 }] },
    '.periods.0.revenue_lost',
  ],
  [
    'words as a reason',
    { periods: [JANUARY], reasons: [{ code: 'Too dear', customers: 1 }] },
    '.reasons.0.code',
  ],
  ['a comment', { periods: [JANUARY], reasons: [{ code: 'a', customers: 1, text: 'x' }] }, '.reasons.0.text'],
  [
    '41 reasons',
    {
      periods: [JANUARY],
      reasons: Array.from({ length: 41 }, (_, at) => ({ code: String(at), customers: 0 })),
    },
    '.reasons',
  ],
];

it.each(BROKEN)('%s breaks a rule of its field', async (_, data, field) => {
  const refusal = await refusalOf(() => asked(data));
  expect(refusal.code).toBe('validation_failed');
  expect(refusal.extras.fields).toEqual([`parameters.data${field}`]);
});

it('reasons may explain everybody, and may be an empty list', async () => {
  await expect(
    asked({ periods: [JANUARY], reasons: [{ code: 'price', customers: 2 }] }),
  ).resolves.toMatchObject({ overall: { unexplained_customers: 0 } });
  await expect(asked({ periods: [JANUARY], reasons: [] })).resolves.toMatchObject({
    overall: { unexplained_customers: 2 },
    reasons: [],
  });
});
