import { validated } from '../../../http';
import { CohortMetrics } from './cohort.metrics';
import { type CohortCounts, CohortParameters } from './cohort.parameters';
import { cohortAnalysis } from '../../queries/cohort-analysis.query';
import { expectToldWhole } from '../figures.fixture';

const cohort = (month: string, size: number, ...retained: number[]): CohortCounts => ({
  cohort: month,
  size,
  retained,
});

const metricsOf = (...cohorts: CohortCounts[]): CohortMetrics =>
  cohortAnalysis.compute({ data: { cohorts } });

describe('cohorts', () => {
  const metrics = metricsOf(
    cohort('2026-02', 300, 150),
    cohort('2026-01', 100, 80, 40, 20),
    cohort('2026-03', 50),
  );

  it('have a matrix of their rates, the earliest first', () => {
    expect(metrics.cohorts).toEqual([
      { cohort: '2026-01', size: 100, rates: [1, 0.8, 0.4, 0.2] },
      { cohort: '2026-02', size: 300, rates: [1, 0.5] },
      { cohort: '2026-03', size: 50, rates: [1] },
    ]);
  });

  it('have a curve, weighted by size, of those observed so long', () => {
    // By hand: (80 + 150) / (100 + 300) = 0.575, where the mean of the two rates would be 0.65.
    expect(metrics.curve).toEqual([
      {
        period: 0,
        cohorts: 3,
        at_start: 450,
        retained: 450,
        rate: 1,
        churn_rate: null,
        not_computed: [{ metric: 'churn_rate', reason: 'too_few_periods' }],
      },
      {
        period: 1,
        cohorts: 2,
        at_start: 400,
        retained: 230,
        rate: 0.575,
        churn_rate: 0.425,
        not_computed: [],
      },
      { period: 2, cohorts: 1, at_start: 100, retained: 40, rate: 0.4, churn_rate: 0.5, not_computed: [] },
      { period: 3, cohorts: 1, at_start: 100, retained: 20, rate: 0.2, churn_rate: 0.5, not_computed: [] },
    ]);
  });

  it('have retention at the usual points, as far as observed', () => {
    expect(metrics.retention).toEqual({
      after_1: 0.575,
      after_3: 0.2,
      after_6: null,
      after_12: null,
      not_computed: [
        { metric: 'after_6', reason: 'too_few_periods' },
        { metric: 'after_12', reason: 'too_few_periods' },
      ],
    });
  });

  it('are compared at the latest period that two of them reached', () => {
    expect(metrics).toMatchObject({
      period: 'month',
      compared_period: 1,
      best_cohort: { cohort: '2026-01', size: 100, retained: 80, rate: 0.8 },
      worst_cohort: { cohort: '2026-02', size: 300, retained: 150, rate: 0.5 },
      missing_cohorts: [],
      not_computed: [],
    });
  });

  it('that did equally well are told by the earliest', () => {
    const even = metricsOf(cohort('2026-03', 30, 10), cohort('2026-02', 3, 1), cohort('2026-04', 9, 3));
    expect(even.best_cohort).toMatchObject({ cohort: '2026-02', rate: 0.333333 });
    expect(even.worst_cohort).toEqual(even.best_cohort);
  });

  it('that are all young have nothing to compare', () => {
    const young = metricsOf(cohort('2026-03', 30, 10), cohort('2026-04', 9));
    expect(young.not_computed).toEqual(
      ['compared_period', 'best_cohort', 'worst_cohort'].map((metric) => ({
        metric,
        reason: 'too_few_periods',
      })),
    );
  });

  it('may miss months, which are listed, also over the end of a year', () => {
    const { missing_cohorts } = metricsOf(
      cohort('2027-02', 1),
      cohort('2026-09', 1),
      cohort('2027-01', 1),
      cohort('2027-04', 1),
    );
    expect(missing_cohorts).toEqual([
      { first: '2026-10', last: '2026-12' },
      { first: '2027-03', last: '2027-03' },
    ]);
  });

  it('make a curve that rises where the worse of them is too young', () => {
    const { curve } = metricsOf(cohort('2026-01', 100, 90, 89), cohort('2026-02', 100, 10));
    expect(curve.map(({ rate }) => rate)).toEqual([1, 0.5, 0.89]);
    // Of the 90 of the first cohort, 1 left: 1 / 90.
    expect(curve.map(({ churn_rate }) => churn_rate)).toEqual([null, 0.5, 0.011111]);
  });
});

describe('one cohort', () => {
  it('has no best and no worst', () => {
    const alone = metricsOf(cohort('2026-01', 10, 9));
    expect(alone).toMatchObject({ compared_period: null, best_cohort: null, worst_cohort: null });
    expect(alone.not_computed.map(({ reason }) => reason)).toEqual(['not_given', 'not_given', 'not_given']);
  });

  it('not observed yet has its start', () => {
    const fresh = metricsOf(cohort('2026-01', 10));
    expect(fresh.cohorts[0]?.rates).toEqual([1]);
    expect(fresh.curve).toHaveLength(1);
    expect(fresh.retention.not_computed).toHaveLength(4);
    expectToldWhole(fresh);
  });

  it('that all stay in is whole, for twelve periods', () => {
    const { retention, curve } = metricsOf(cohort('2026-01', 7, ...Array.from({ length: 12 }, () => 7)));
    expect(retention).toEqual({ after_1: 1, after_3: 1, after_6: 1, after_12: 1, not_computed: [] });
    expect(curve[12]?.churn_rate).toBe(0);
  });

  it('that nobody stays in has nobody left to leave', () => {
    const { curve } = metricsOf(cohort('2026-01', 7, 0, 0));
    expect(curve[1]).toMatchObject({ rate: 0, churn_rate: 1, not_computed: [] });
    expect(curve[2]).toMatchObject({
      rate: 0,
      churn_rate: null,
      not_computed: [{ metric: 'churn_rate', reason: 'zero_denominator' }],
    });
  });
});

it('a period is what the caller says, and changes no number', () => {
  const cohorts = [cohort('2026-01', 10, 9)];
  const { period, ...weekly } = cohortAnalysis.compute({ data: { cohorts, period: 'week' } });
  expect(period).toBe('week');
  expect(metricsOf(...cohorts)).toEqual({ period: 'month', ...weekly });
});

it('the example is taken, and its metrics keep their rules', async () => {
  const metrics = cohortAnalysis.compute(await validated(CohortParameters, cohortAnalysis.example));
  expectToldWhole(metrics);
  await expect(validated(CohortMetrics, metrics)).resolves.toEqual(metrics);
  expect(metrics).toMatchObject({ compared_period: 3, retention: { after_1: 0.878873 } });
});
