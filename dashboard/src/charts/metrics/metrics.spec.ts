import { bridgeOf, bridgeRange } from './bridge';
import { figure, money } from './figure-format';
import { headlinesOf } from './headlines';
import { heatOf, heatRange } from './heat';
import { readChurn, readCohorts, readFunnel, readMrr } from './readings';
import { labelEvery, linePath, ticksTo } from './scale';

const balance = {
  starting_mrr: 1000,
  new_mrr: 300,
  expansion_mrr: 100,
  contraction_mrr: 50,
  churned_mrr: 150,
  ending_mrr: 1200,
};

describe('the bridge', () => {
  it('goes from the start to the end, each movement from where the one before it led', () => {
    const bars = bridgeOf(balance);
    expect(bars.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['Start', 0, 1000],
      ['New', 1000, 1300],
      ['Expansion', 1300, 1400],
      ['Contraction', 1400, 1350],
      ['Churn', 1350, 1200],
      ['End', 0, 1200],
    ]);
    expect(bars.map(({ kind }) => kind)).toEqual(['level', 'gain', 'gain', 'loss', 'loss', 'level']);
  });

  it('begins its axis above zero where the movements would not be seen, and says so', () => {
    const range = bridgeRange(bridgeOf(balance));
    expect(range).toEqual({ low: 600, high: 1400, cut: true });
    expect(bridgeRange(bridgeOf({ ...balance, starting_mrr: 100, ending_mrr: 300 }))).toEqual({
      low: 0,
      high: 500,
      cut: false,
    });
  });

  it('stands where nothing moved and where nothing was', () => {
    const still = { new_mrr: 0, expansion_mrr: 0, contraction_mrr: 0, churned_mrr: 0 };
    expect(bridgeRange(bridgeOf({ ...still, starting_mrr: 9, ending_mrr: 9 }))).toEqual({
      low: 0,
      high: 9,
      cut: false,
    });
    expect(bridgeRange(bridgeOf({ ...still, starting_mrr: 0, ending_mrr: 0 }))).toEqual({
      low: 0,
      high: 0,
      cut: false,
    });
  });
});

describe('scales', () => {
  it.each([
    [0.051, [0, 0.02, 0.04, 0.06]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [7, [0, 2, 4, 6, 8]],
    [0, [0]],
    [Number.NaN, [0]],
  ])('has round lines up to %p', (highest, ticks) => {
    expect(ticksTo(highest).map((tick) => Number(tick.toFixed(9)))).toEqual(ticks);
  });

  it('writes no more labels than there is room for', () => {
    expect(labelEvery(60, 8)).toBe(8);
    expect(labelEvery(4, 8)).toBe(1);
  });

  it('breaks a line where a point is missing', () => {
    expect(linePath([[0, 1], [2, 3.14159], undefined, [4, 5]])).toBe('M0 1L2 3.1M4 5');
  });
});

describe('tints', () => {
  const range = heatRange([[1, 0.8, 0.6], [1, 0.7], [1]]);

  it('range over what came after the start', () => {
    expect(range).toEqual({ low: 0.6, high: 0.8 });
    expect([0.6, 0.75, 0.8, 1, 0].map((rate) => heatOf(rate, range))).toEqual([0, 7, 9, 9, 0]);
  });

  it('are there where all rates are the same, or none is', () => {
    expect(heatOf(0.5, heatRange([[1, 0.5]]))).toBe(9);
    expect(heatRange([[1]])).toEqual({ low: 0, high: 1 });
  });
});

describe('metrics of another shape', () => {
  it.each([
    [readMrr, {}],
    [readMrr, { overall: balance, months: [{ month: '2026-01' }] }],
    [readMrr, { overall: { ...balance, new_mrr: null }, months: [] }],
    [readChurn, { periods: [{ period: 7 }] }],
    [readChurn, { periods: 'none' }],
    [readFunnel, { steps: [{ step: 'visit', count: '7' }] }],
    [readCohorts, { cohorts: [{ cohort: '2026-01', size: 4, rates: [1, null] }], curve: [] }],
    [readCohorts, { cohorts: [{ cohort: '2026-01', size: 4, rates: [1] }] }],
  ])('have no chart (%#)', (read, metrics) => {
    expect(read(metrics)).toBeUndefined();
  });

  it('are read where only rates are missing', () => {
    expect(readChurn({ periods: [{ period: '2026-01', logo_churn_rate: 0.1 }] })).toEqual([
      { period: '2026-01', logo_churn_rate: 0.1, revenue_churn_rate: null, trailing_logo_churn_rate: null },
    ]);
    expect(
      readFunnel({
        steps: [{ step: 'visit', count: 7, from_previous: null, from_first: 1 }],
        comparison: { steps: [{ step: 'visit', rate_before: 0.2, significant: null }] },
      }),
    ).toEqual({
      steps: [{ step: 'visit', count: 7, from_previous: null, from_first: 1 }],
      before: new Map([['visit', { rate: 0.2, significant: null }]]),
    });
  });
});

describe('numbers in words', () => {
  it('are shares where their schema says so', () => {
    expect(figure(0.0525, { minimum: 0, maximum: 1 })).toBe('5.3%');
    expect(figure(0.2, { description: 'net_new_mrr / starting_mrr, a share: 0.05 is 5 %' })).toBe('20%');
    expect(figure(1234.5, { description: 'a multiple' })).toBe('1,234.5');
  });

  it('have the currency of the data, if that names one', () => {
    expect(money(1200.5, 'EUR')).toBe('1,200.50 EUR');
    expect(money(1200, undefined)).toBe('1,200');
  });

  it('say why they are missing', () => {
    const retention = {
      after_1: 0.9,
      after_3: null,
      not_computed: [{ metric: 'after_3', reason: 'too_few_periods' }],
    };
    expect(headlinesOf('cohort_analysis', { retention })).toEqual([
      { label: 'Kept after 1 period', value: '90%' },
      { label: 'Kept after 3 periods', value: '–', hint: 'it needs more periods' },
    ]);
    expect(headlinesOf('net_promoter_score', { overall: { nps: 4 } })).toEqual([]);
  });
});
