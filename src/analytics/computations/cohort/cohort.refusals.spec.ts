import { validated } from '../../../http';
import { refusalOf } from '../../../kernel/refusal.fixture';
import { CohortParameters } from './cohort.parameters';
import { cohortAnalysis } from '../../queries/cohort-analysis.query';

const COHORTS = 'parameters.data.cohorts';
const ONE = { cohort: '2026-01', size: 10, retained: [9, 9] };

const asked = async (parameters: unknown): Promise<unknown> =>
  cohortAnalysis.compute(await validated(CohortParameters, parameters, 'parameters'));

describe('what contradicts itself is refused, naming cohort and period', () => {
  const CASES: readonly [
    what: string,
    cohorts: readonly object[],
    field: string,
    rule: string,
    message: string,
  ][] = [
    [
      'a month twice',
      [ONE, { ...ONE, cohort: '2025-12' }, ONE],
      '2.cohort',
      'unique',
      'is 2026-01, as an earlier one is',
    ],
    [
      'more than started',
      [
        { ...ONE, cohort: '2026-02' },
        { ...ONE, retained: [11] },
      ],
      '1.retained.0',
      'max',
      'of cohort 2026-01 at period 1 must be at most 10, the size of the cohort',
    ],
    [
      'more than started, later on',
      [{ ...ONE, retained: [9, 8, 11] }],
      '0.retained.2',
      'max',
      'of cohort 2026-01 at period 3 must be at most 10, the size of the cohort',
    ],
    [
      'who come back',
      [{ ...ONE, retained: [9, 7, 8] }],
      '0.retained.2',
      'order',
      'of cohort 2026-01 at period 3 must be at most 7, as in the period before',
    ],
  ];

  it.each(CASES)('%s', async (_, cohorts, name, rule, message) => {
    const { code, extras } = await refusalOf(() => asked({ data: { cohorts } }));
    const field = `${COHORTS}.${name}`;
    expect(code).toBe('validation_failed');
    expect(extras).toEqual({ fields: [field], violations: [{ field, rule, message }] });
  });
});

describe('what breaks a rule of its field is refused', () => {
  const of = (more: object): object => ({ data: { cohorts: [{ ...ONE, ...more }] } });
  const CASES: readonly [what: string, parameters: object, field: string][] = [
    ['no data', {}, 'parameters.data'],
    ['a list as data', { data: [] }, 'parameters.data'],
    ['words', { data: { cohorts: [ONE] }, question: 'Why?' }, 'parameters.question'],
    ['an unknown time', { data: { cohorts: [ONE] }, time_period: 'ever' }, 'parameters.time_period'],
    ['an unknown period', { data: { cohorts: [ONE], period: 'day' } }, 'parameters.data.period'],
    ['a period that is null', { data: { cohorts: [ONE], period: null } }, 'parameters.data.period'],
    ['no cohorts', { data: { cohorts: [] } }, COHORTS],
    ['37 cohorts', { data: { cohorts: Array.from({ length: 37 }, () => ONE) } }, COHORTS],
    ['cohorts that are lists', { data: { cohorts: [[]] } }, COHORTS],
    ['a cohort that is null', { data: { cohorts: [null] } }, COHORTS],
    ['a cohort with a name', of({ cohort: 'spring' }), `${COHORTS}.0.cohort`],
    ['a thirteenth month', of({ cohort: '2026-13' }), `${COHORTS}.0.cohort`],
    ['nobody', of({ size: 0, retained: [] }), `${COHORTS}.0.size`],
    ['half a customer', of({ size: 1.5 }), `${COHORTS}.0.size`],
    ['no list of counts', of({ retained: undefined }), `${COHORTS}.0.retained`],
    ['a count alone', of({ retained: 3 }), `${COHORTS}.0.retained`],
    ['half a customer left', of({ retained: [1.5] }), `${COHORTS}.0.retained`],
    ['less than nobody left', of({ retained: [-1] }), `${COHORTS}.0.retained`],
    ['a count that is null', of({ retained: [null] }), `${COHORTS}.0.retained`],
    ['37 periods', of({ retained: Array.from({ length: 37 }, () => 1) }), `${COHORTS}.0.retained`],
    ['an unknown field', of({ note: 'x' }), `${COHORTS}.0.note`],
  ];

  it.each(CASES)('%s', async (_, parameters, field) => {
    const { code, extras } = await refusalOf(() => asked(parameters));
    expect(code).toBe('validation_failed');
    expect(extras.fields?.[0]).toBe(field);
  });
});
