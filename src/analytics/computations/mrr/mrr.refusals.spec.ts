import { validated } from '../../../http';
import { refusalOf } from '../../../kernel/refusal.fixture';
import { type MrrMovements, MrrParameters } from './mrr.parameters';
import { mrrAnalysis } from '../../queries/mrr-analysis.query';

const STILL = { new_mrr: 0, expansion_mrr: 0, contraction_mrr: 0, churned_mrr: 0 };
const FIRST = { ...STILL, month: '2026-03', starting_mrr: 100, new_mrr: 10 };

const asked = async (parameters: unknown): Promise<unknown> =>
  mrrAnalysis.compute(await validated(MrrParameters, parameters, 'parameters'));

describe('what contradicts itself is refused, naming the month', () => {
  const month = (more: Partial<MrrMovements>): MrrMovements => ({ ...STILL, month: '2026-04', ...more });
  const CASES: readonly [
    what: string,
    months: readonly object[],
    field: string,
    rule: string,
    told: string,
  ][] = [
    [
      'no start of the first month',
      [month({})],
      '0.starting_mrr',
      'required',
      'of 2026-04 is required: it is the first month',
    ],
    [
      'a start a cent off',
      [FIRST, month({ starting_mrr: 110.01 })],
      '1.starting_mrr',
      'consistent',
      'of 2026-04 must be 110.00, the ending MRR of 2026-03',
    ],
    [
      'an end a cent off',
      [FIRST, month({ expansion_mrr: 0.5, ending_mrr: 110.49 })],
      '1.ending_mrr',
      'consistent',
      'of 2026-04 must be 110.50, what the movements make of 110.00',
    ],
    [
      'more churned than there was',
      [FIRST, month({ churned_mrr: 110.01, new_mrr: 50 })],
      '1.churned_mrr',
      'consistent',
      'of 2026-04 must not exceed, with contraction_mrr, the starting MRR of 110.00',
    ],
    [
      'more lost in both ways than there was: the end would be below zero',
      [FIRST, month({ churned_mrr: 60, contraction_mrr: 60 })],
      '1.churned_mrr',
      'consistent',
      'of 2026-04 must not exceed, with contraction_mrr, the starting MRR of 110.00',
    ],
    [
      'a gap',
      [FIRST, month({ month: '2026-05' })],
      '1.month',
      'consecutive',
      'must be 2026-04, the month after 2026-03',
    ],
    [
      'a month twice',
      [FIRST, month({ month: '2026-03' })],
      '1.month',
      'consecutive',
      'must be 2026-04, the month after 2026-03',
    ],
    [
      'the wrong order over the end of a year',
      [
        { ...FIRST, month: '2026-11' },
        { ...STILL, month: '2026-12' },
        { ...STILL, month: '2026-11' },
      ],
      '2.month',
      'consecutive',
      'must be 2027-01, the month after 2026-12',
    ],
  ];

  it.each(CASES)('%s', async (_, months, field, rule, told) => {
    const refusal = await refusalOf(() => asked({ data: { months } }));
    const name = `parameters.data.months.${field}`;
    expect(refusal.code).toBe('validation_failed');
    expect(refusal.message).toBe(`\`${name}\` ${told}`);
    expect(refusal.extras).toEqual({ fields: [name], violations: [{ field: name, rule, message: told }] });
  });
});

describe('what breaks a rule of its field is refused', () => {
  const first = (more: object): object => ({ data: { months: [{ ...FIRST, ...more }] } });
  const CASES: readonly [what: string, parameters: object, field: string][] = [
    ['no data', {}, 'parameters.data'],
    ['a list as data', { data: [] }, 'parameters.data'],
    ['words', { ...first({}), question: 'Why?' }, 'parameters.question'],
    ['an unknown period', { ...first({}), time_period: 'ever' }, 'parameters.time_period'],
    ['no months', { data: { months: [] } }, 'parameters.data.months'],
    ['61 months', { data: { months: Array.from({ length: 61 }, () => FIRST) } }, 'parameters.data.months'],
    ['a list for a month', { data: { months: [[]] } }, 'parameters.data.months'],
    ['an unknown currency', { data: { currency: 'XXX', months: [FIRST] } }, 'parameters.data.currency'],
    ['a thirteenth month', first({ month: '2026-13' }), 'parameters.data.months.0.month'],
    ['a debt', first({ new_mrr: -1 }), 'parameters.data.months.0.new_mrr'],
    ['parts of a cent', first({ new_mrr: 0.001 }), 'parameters.data.months.0.new_mrr'],
    ['money as text', first({ churned_mrr: '1' }), 'parameters.data.months.0.churned_mrr'],
    ['a movement left out', first({ expansion_mrr: undefined }), 'parameters.data.months.0.expansion_mrr'],
    ['null for what is optional', first({ ending_mrr: null }), 'parameters.data.months.0.ending_mrr'],
  ];

  it.each(CASES)('%s', async (_, parameters, field) => {
    const refusal = await refusalOf(() => asked(parameters));
    expect(refusal.code).toBe('validation_failed');
    expect(refusal.extras.fields).toEqual([field]);
  });
});

it('what fits to the cent is taken, starts and ends spelled or not', async () => {
  const second = { ...STILL, month: '2026-04', starting_mrr: 110, expansion_mrr: 0.1, ending_mrr: 110.1 };
  await expect(
    asked({ data: { currency: 'EUR', months: [{ ...FIRST, ending_mrr: 110 }, second] } }),
  ).resolves.toMatchObject({ overall: { ending_mrr: 110.1 } });
});
