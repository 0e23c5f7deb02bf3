import type { ChurnLosses, PeriodLength } from './churn.parameters';
import { asRate, centsOf, type Figure, NoFigure, rate, ratio, sum } from '../figures';

/** What there was and what of it was lost: customers, or cents. */
export interface Loss {
  readonly start: bigint;
  readonly lost: bigint;
}

const PERIODS_OF_A_YEAR: Readonly<Record<PeriodLength, number>> = { month: 12, quarter: 4, year: 1 };

/** Sums are taken before any division, so that a period weighs as much as it had to lose. */
export const customersOf = (periods: readonly ChurnLosses[]): Loss => ({
  start: sum(periods.map(({ customers_start }) => BigInt(customers_start))),
  lost: sum(periods.map(({ customers_lost }) => BigInt(customers_lost))),
});

export function revenueOf(periods: readonly ChurnLosses[]): Figure<Loss> {
  if (periods.some(({ revenue_start }) => revenue_start === undefined)) return new NoFigure('not_given');
  return {
    start: sum(periods.map(({ revenue_start = 0 }) => centsOf(revenue_start))),
    lost: sum(periods.map(({ revenue_lost = 0 }) => centsOf(revenue_lost))),
  };
}

/** A figure made of another, or the reason why there is none. */
export const from = <T, Made>(figure: Figure<T>, make: (given: T) => Figure<Made>): Figure<Made> =>
  figure instanceof NoFigure ? figure : make(figure);

/** lost / start: the usual churn rate, of customers ("logo churn") or of the revenue they began the period with. */
export const churnRate = (loss: Figure<Loss>): Figure => from(loss, ({ lost, start }) => rate(lost, start));

export const retentionRate = (loss: Figure<Loss>): Figure =>
  from(churnRate(loss), (churn) => asRate(1 - churn));

/** 1 - (1 - c)^k: what of a year's start is lost when k periods of churn c follow each other, each on what is left. */
export const annualised = (loss: Figure<Loss>, length: PeriodLength): Figure =>
  from(loss, ({ lost, start }) => {
    if (start === 0n) return new NoFigure('zero_denominator');
    return asRate(1 - (1 - Number(lost) / Number(start)) ** PERIODS_OF_A_YEAR[length]);
  });

/**
 * 1 / c: the mean of the geometric distribution, which the number of periods until a customer leaves has when each
 * period takes the same share. The usual lifetime of David Skok's SaaS Metrics; Fader and Hardie (How to Project Customer
 * Retention, 2007) show how it falls short where those who stayed long leave less.
 */
export function lifetime({ lost, start }: Loss): Figure {
  if (start === 0n) return new NoFigure('zero_denominator');
  return lost === 0n ? new NoFigure('no_churn') : ratio(start, lost);
}
