import { checkChurn } from './churn.checks';
import type { ChurnMetrics, ChurnOverall, ChurnPeriod, ChurnReason } from './churn.metrics';
import type { ChurnData, ChurnLosses, ChurnParameters, ChurnReasonCount } from './churn.parameters';
import {
  annualised,
  churnRate,
  customersOf,
  from,
  lifetime,
  type Loss,
  retentionRate,
  revenueOf,
} from './churn.rates';
import { amountOf, type Figure, NoFigure, rate, told } from '../figures';

const TRAILING = 3;

/**
 * Churn period by period and over all periods, and the reasons ranked.
 * @throws GatewayError `validation_failed`, naming the period or the reason that contradicts the rest
 */
export function computeChurn({ data }: ChurnParameters): ChurnMetrics {
  checkChurn(data);
  const { periods, reasons = [] } = data;
  return {
    overall: overallOf(data),
    periods: periods.map((one, at) => periodOf(one, periods.slice(Math.max(0, at + 1 - TRAILING), at + 1))),
    reasons: ranked(reasons, customersOf(periods).lost),
  };
}

/** @param window the period and those before it that its trailing rates take in, fewer at the beginning */
function periodOf(period: ChurnLosses, window: readonly ChurnLosses[]): ChurnPeriod {
  const trailing = (loss: Figure<Loss>): Figure =>
    from(loss, (all) => (window.length < TRAILING ? new NoFigure('too_few_periods') : churnRate(all)));
  return told({
    period: period.period,
    customers_start: period.customers_start,
    customers_lost: period.customers_lost,
    logo_churn_rate: churnRate(customersOf([period])),
    revenue_churn_rate: churnRate(revenueOf([period])),
    trailing_logo_churn_rate: trailing(customersOf(window)),
    trailing_revenue_churn_rate: trailing(revenueOf(window)),
  });
}

function overallOf({ periods, reasons = [], period_length = 'month' }: ChurnData): ChurnOverall {
  const customers = customersOf(periods);
  const revenue = revenueOf(periods);
  const best = mostBy(periods, (share) => -share);
  const worst = mostBy(periods, (share) => share);
  return told({
    first_period: (periods[0] as ChurnLosses).period,
    last_period: (periods.at(-1) as ChurnLosses).period,
    periods: periods.length,
    period_length,
    customers_lost: Number(customers.lost),
    revenue_lost: from(revenue, ({ lost }) => amountOf(lost)),
    logo_churn_rate: churnRate(customers),
    logo_retention_rate: retentionRate(customers),
    revenue_churn_rate: churnRate(revenue),
    revenue_retention_rate: retentionRate(revenue),
    annualised_logo_churn_rate: annualised(customers, period_length),
    annualised_revenue_churn_rate: annualised(revenue, period_length),
    expected_lifetime_periods: lifetime(customers),
    best_period: from(best, ({ period }) => period),
    best_period_logo_churn_rate: from(best, (one) => churnRate(customersOf([one]))),
    worst_period: from(worst, ({ period }) => period),
    worst_period_logo_churn_rate: from(worst, (one) => churnRate(customersOf([one]))),
    unexplained_customers: Number(customers.lost) - reasons.reduce((all, one) => all + one.customers, 0),
  });
}

/** The first period of the most, among those that had customers to lose. */
function mostBy(periods: readonly ChurnLosses[], measure: (share: number) => number): Figure<ChurnLosses> {
  const share = ({ customers_lost, customers_start }: ChurnLosses): number =>
    measure(customers_lost / customers_start);
  const [first, ...others] = periods.filter(({ customers_start }) => customers_start > 0);
  if (first === undefined) return new NoFigure('zero_denominator');
  return others.reduce((most, one) => (share(one) > share(most) ? one : most), first);
}

/** By customers and then by code, which is there once: the order in which they were sent does not matter. */
function ranked(reasons: readonly ChurnReasonCount[], lost: bigint): ChurnReason[] {
  const order = reasons.toSorted((a, b) => b.customers - a.customers || (a.code < b.code ? -1 : 1));
  let cumulative = 0;
  return order.map(({ code, customers }) => {
    cumulative += customers;
    return told({
      code,
      customers,
      share_of_lost: rate(customers, lost),
      cumulative_share_of_lost: rate(cumulative, lost),
    });
  });
}
