import { amountOf, asRate, type Figure, NoFigure, rate, ratio, rounded, sum, told } from '../figures';
import { chained, type Movement, type MovementOfMonth } from './mrr.movements';
import type { MrrMetrics, MrrMonth, MrrOverall } from './mrr.metrics';
import type { MrrParameters } from './mrr.parameters';

/**
 * MRR month by month and over all months, counted in cents.
 * @throws GatewayError `validation_failed`, naming the month that contradicts the one before or itself
 */
export function computeMrr({ data }: MrrParameters): MrrMetrics {
  const chain = chained(data.months);
  return { overall: overallOf(chain), months: chain.map(monthOf) };
}

/** What a month or a whole stretch of them is told with. */
function balanceOf(movement: Movement) {
  const { starting, fresh, expansion, contraction, churned, ending } = movement;
  return {
    starting_mrr: amountOf(starting),
    new_mrr: amountOf(fresh),
    expansion_mrr: amountOf(expansion),
    contraction_mrr: amountOf(contraction),
    churned_mrr: amountOf(churned),
    ending_mrr: amountOf(ending),
    net_new_mrr: amountOf(ending - starting),
    growth_rate: rate(ending - starting, starting),
    quick_ratio: quickRatio(movement),
  };
}

/**
 * (new + expansion) / (contraction + churned): Mamoon Hamid's SaaS quick ratio, what is won for each unit lost. Null when
 * nothing was lost.
 */
const quickRatio = ({ fresh, expansion, contraction, churned }: Movement): Figure =>
  ratio(fresh + expansion, contraction + churned);

/**
 * The retention rates as SaaS Metrics Standards Board, ChartMogul and Stripe usually define them, here of one month:
 * gross = (starting - contraction - churned) / starting, net = (starting + expansion - contraction - churned) / starting.
 * What they say is of the customers who paid at the start of that month. No rate of all months together follows from
 * these movements, and no product of the months is one: losses and expansion of customers won on the way are among them.
 */
function monthOf(movement: MovementOfMonth): MrrMonth {
  const { month, starting, expansion, contraction, churned } = movement;
  const kept = starting - contraction - churned;
  return told({
    month,
    ...balanceOf(movement),
    gross_revenue_retention: rate(kept, starting),
    net_revenue_retention: rate(kept + expansion, starting),
  });
}

function overallOf(chain: readonly MovementOfMonth[]): MrrOverall {
  const first = chain[0] as MovementOfMonth;
  const last = chain.at(-1) as MovementOfMonth;
  const whole: Movement = {
    starting: first.starting,
    fresh: sum(chain.map((one) => one.fresh)),
    expansion: sum(chain.map((one) => one.expansion)),
    contraction: sum(chain.map((one) => one.contraction)),
    churned: sum(chain.map((one) => one.churned)),
    ending: last.ending,
  };
  const best = chain.reduce((most, one) => (netNew(one) > netNew(most) ? one : most));
  const worst = chain.reduce((least, one) => (netNew(one) < netNew(least) ? one : least));
  return told({
    first_month: first.month,
    last_month: last.month,
    months: chain.length,
    ...balanceOf(whole),
    average_net_new_mrr: rounded(Number(netNew(whole)) / chain.length, 0) / 100,
    compound_monthly_growth_rate: compoundRate(whole, chain.length),
    annual_run_rate: amountOf(12n * whole.ending),
    best_month: best.month,
    best_month_net_new_mrr: amountOf(netNew(best)),
    worst_month: worst.month,
    worst_month_net_new_mrr: amountOf(netNew(worst)),
  });
}

const netNew = ({ starting, ending }: Movement): bigint => ending - starting;

/**
 * (ending / starting) ^ (1 / months) - 1, the usual compound monthly growth rate: the one rate that, kept up each month,
 * leads from the first balance to the last. Months are counted, not the points between them: the first balance is that
 * before the first month.
 */
function compoundRate({ starting, ending }: Movement, months: number): Figure {
  if (starting === 0n) return new NoFigure('zero_denominator');
  return asRate((Number(ending) / Number(starting)) ** (1 / months) - 1);
}
