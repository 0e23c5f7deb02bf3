import { type Cohort, cohortsOf } from './cohort.cohorts';
import type {
  CohortMetrics,
  ComparedCohort,
  CurvePoint,
  MissingCohorts,
  RetentionAt,
} from './cohort.metrics';
import type { CohortParameters } from './cohort.parameters';
import { asRate, type Figure, monthAfter, NoFigure, rate, told } from '../figures';

/**
 * Retention of each cohort, retained / size, and of all together. Months without a cohort change nothing and are listed.
 * @throws GatewayError `validation_failed`, naming the cohort that is there twice, or the period that has too many
 */
export function computeCohorts({ data }: CohortParameters): CohortMetrics {
  const cohorts = cohortsOf(data.cohorts);
  const curve = curveOf(cohorts);
  return told({
    period: data.period ?? 'month',
    cohorts: cohorts.map(({ month, size, there }) => ({
      cohort: month,
      size,
      rates: there.map((count) => asRate(count / size)),
    })),
    curve,
    retention: retentionOf(curve),
    ...extremes(cohorts),
    missing_cohorts: missing(cohorts),
  });
}

/**
 * The size-weighted retention curve: at period t, of the cohorts that were observed so long, Σ retained / Σ size. Each
 * point has its own cohorts, fewer with every period, so the rate may rise from one point to the next. The churn rate is
 * free of that, as both of its sums are of the same cohorts: 1 - Σ retained at t / Σ retained at t - 1, the conditional
 * probability of a life table (Cutler, S. J. and Ederer, F. (1958), J. Chronic Diseases 8(6), 699-712).
 */
function curveOf(cohorts: readonly Cohort[]): CurvePoint[] {
  const points = Math.max(...cohorts.map(({ there }) => there.length));
  return Array.from({ length: points }, (_, period) => {
    const observed = cohorts.filter(({ there }) => there.length > period);
    const atStart = sumAt(observed, 0);
    const retained = sumAt(observed, period);
    const before = sumAt(observed, period - 1);
    return told({
      period,
      cohorts: observed.length,
      at_start: atStart,
      retained,
      rate: asRate(retained / atStart),
      churn_rate: period === 0 ? new NoFigure('too_few_periods') : rate(before - retained, before),
    });
  });
}

const sumAt = (cohorts: readonly Cohort[], period: number): number =>
  cohorts.reduce((all, { there }) => all + (there[period] ?? 0), 0);

function retentionOf(curve: readonly CurvePoint[]): RetentionAt {
  const after = (period: number): Figure => curve[period]?.rate ?? new NoFigure('too_few_periods');
  return told({ after_1: after(1), after_3: after(3), after_6: after(6), after_12: after(12) });
}

/** The best and the worst where cohorts of different length can be compared: at the latest period that two share. */
function extremes(cohorts: readonly Cohort[]): {
  readonly compared_period: Figure;
  readonly best_cohort: Figure<ComparedCohort>;
  readonly worst_cohort: Figure<ComparedCohort>;
} {
  const period = latestShared(cohorts);
  if (period instanceof NoFigure) {
    return { compared_period: period, best_cohort: period, worst_cohort: period };
  }
  const shared = cohorts.filter(({ there }) => there.length > period);
  const rateOf = ({ size, there }: Cohort): number => (there[period] as number) / size;
  const comparedAt = (cohort: Cohort): ComparedCohort => ({
    cohort: cohort.month,
    size: cohort.size,
    retained: cohort.there[period] as number,
    rate: asRate(rateOf(cohort)),
  });
  return {
    compared_period: period,
    best_cohort: comparedAt(shared.reduce((best, one) => (rateOf(one) > rateOf(best) ? one : best))),
    worst_cohort: comparedAt(shared.reduce((worst, one) => (rateOf(one) < rateOf(worst) ? one : worst))),
  };
}

/** At their start all cohorts are whole, so a shared period is one after that. */
function latestShared(cohorts: readonly Cohort[]): Figure {
  if (cohorts.length < 2) return new NoFigure('not_given');
  const periods = cohorts.map(({ there }) => there.length - 1).sort((one, other) => other - one);
  const second = periods[1] as number;
  return second === 0 ? new NoFigure('too_few_periods') : second;
}

function missing(cohorts: readonly Cohort[]): MissingCohorts[] {
  return cohorts.slice(1).flatMap(({ month }, index) => {
    const first = monthAfter((cohorts[index] as Cohort).month, 1);
    return first === month ? [] : [{ first, last: monthAfter(month, -1) }];
  });
}
