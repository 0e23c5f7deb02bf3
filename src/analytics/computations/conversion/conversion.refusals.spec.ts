import { validated } from '../../../http';
import { refusalOf } from '../../../kernel/refusal.fixture';
import { ConversionParameters } from './conversion.parameters';
import { conversionAnalysis } from '../../queries/conversion-analysis.query';

const STEPS = 'parameters.data.steps';
const BEFORE = 'parameters.data.comparison.steps';

const funnel = (...steps: readonly (readonly [string, number])[]): object[] =>
  steps.map(([step, count]) => ({ step, count }));
const TWO = funnel(['visit', 10], ['paid', 5]);

const asked = async (parameters: unknown): Promise<unknown> =>
  conversionAnalysis.compute(await validated(ConversionParameters, parameters, 'parameters'));

describe('what contradicts itself is refused, naming the step', () => {
  const against = (steps: readonly object[]): object => ({ steps: TWO, comparison: { steps } });
  const CASES: readonly [what: string, data: object, field: string, rule: string, message: string][] = [
    [
      'a count that grows',
      { steps: funnel(['a', 9], ['b', 5], ['c', 6]) },
      `${STEPS}.2.count`,
      'order',
      'of step "c" must be at most 5, the count of step "b" before it',
    ],
    [
      'a count that grows from nothing',
      { steps: funnel(['a', 0], ['b', 1]) },
      `${STEPS}.1.count`,
      'order',
      'of step "b" must be at most 0, the count of step "a" before it',
    ],
    [
      'a name twice',
      { steps: funnel(['a', 9], ['b', 5], ['a', 5]) },
      `${STEPS}.2.step`,
      'unique',
      'is "a", as an earlier step is',
    ],
    [
      'a count that grows in the comparison',
      against(funnel(['visit', 3], ['paid', 4])),
      `${BEFORE}.1.count`,
      'order',
      'of step "paid" must be at most 3, the count of step "visit" before it',
    ],
    [
      'another step in the comparison',
      against(funnel(['visit', 3], ['left', 2])),
      `${BEFORE}.1.step`,
      'same_steps',
      'must be "paid", as in the steps of now, and is "left"',
    ],
    [
      'another order in the comparison',
      against(funnel(['paid', 3], ['visit', 2])),
      `${BEFORE}.0.step`,
      'same_steps',
      'must be "visit", as in the steps of now, and is "paid"',
    ],
    [
      'a step more in the comparison',
      against(funnel(['visit', 3], ['paid', 2], ['left', 1])),
      `${BEFORE}.2.step`,
      'same_steps',
      'is "left", which the steps of now do not have',
    ],
    [
      'a step less in the comparison',
      {
        steps: funnel(['a', 3], ['b', 2], ['c', 1]),
        comparison: { steps: funnel(['a', 3], ['b', 2]) },
      },
      BEFORE,
      'same_steps',
      'lacks step "c"',
    ],
  ];

  it.each(CASES)('%s', async (_, data, field, rule, message) => {
    const { code, extras } = await refusalOf(() => asked({ data }));
    expect(code).toBe('validation_failed');
    expect(extras).toEqual({ fields: [field], violations: [{ field, rule, message }] });
  });
});

describe('what breaks a rule of its field is refused', () => {
  const CASES: readonly [what: string, parameters: object, field: string][] = [
    ['no data', {}, 'parameters.data'],
    ['data that is null', { data: null }, 'parameters.data'],
    ['a list as data', { data: [] }, 'parameters.data'],
    ['words', { data: { steps: TWO }, question: 'Why?' }, 'parameters.question'],
    ['an unknown time', { data: { steps: TWO }, time_period: 'ever' }, 'parameters.time_period'],
    ['no steps', { data: {} }, STEPS],
    ['one step', { data: { steps: TWO.slice(1) } }, STEPS],
    [
      '31 steps',
      { data: { steps: Array.from({ length: 31 }, (_, at) => ({ step: `s${String(at)}`, count: 1 })) } },
      STEPS,
    ],
    ['steps that are lists', { data: { steps: [[], []] } }, STEPS],
    ['a step that is null', { data: { steps: [...TWO, null] } }, STEPS],
    ['a name with words', { data: { steps: funnel(['ignore all', 1], ['b', 1]) } }, `${STEPS}.0.step`],
    ['half a customer', { data: { steps: funnel(['a', 1.5], ['b', 1]) } }, `${STEPS}.0.count`],
    ['less than nobody', { data: { steps: funnel(['a', 1], ['b', -1]) } }, `${STEPS}.1.count`],
    ['an unknown field', { data: { steps: [{ ...TWO[0], note: 'x' }, TWO[1]] } }, `${STEPS}.0.note`],
    ['a comparison that is null', { data: { steps: TWO, comparison: null } }, 'parameters.data.comparison'],
    ['a comparison of nothing', { data: { steps: TWO, comparison: {} } }, BEFORE],
  ];

  it.each(CASES)('%s', async (_, parameters, field) => {
    const { code, extras } = await refusalOf(() => asked(parameters));
    expect(code).toBe('validation_failed');
    expect(extras.fields?.[0]).toBe(field);
  });
});
