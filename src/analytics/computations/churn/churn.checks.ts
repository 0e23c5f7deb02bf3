import { type GatewayError, invalidField } from '../../../kernel';
import type { ChurnData, ChurnLosses, ChurnReasonCount, PeriodLength } from './churn.parameters';
import { monthAfter } from '../figures';

const MONTHS: Readonly<Record<PeriodLength, number>> = { month: 1, quarter: 3, year: 12 };

/**
 * That the data does not contradict itself: periods follow each other without a gap, nobody loses more than there was,
 * revenue is given of every period or of none, and the reasons explain no more than was lost.
 * @throws GatewayError `validation_failed`, naming the period or the reason
 */
export function checkChurn({ periods, reasons = [], period_length = 'month' }: ChurnData): void {
  const withRevenue = periods.some(
    ({ revenue_start, revenue_lost }) => (revenue_start ?? revenue_lost) !== undefined,
  );
  for (const [at, losses] of periods.entries()) {
    const path = `parameters.data.periods.${String(at)}`;
    checkOrder(losses.period, path, periods[at - 1]?.period, period_length);
    checkLosses(losses, path, withRevenue);
  }
  checkReasons(
    reasons,
    periods.reduce((lost, { customers_lost }) => lost + customers_lost, 0),
  );
}

function checkOrder(period: string, path: string, before: string | undefined, length: PeriodLength): void {
  if (before === undefined) return;
  const next = monthAfter(before, MONTHS[length]);
  if (period === next) return;
  throw invalidField(`${path}.period`, 'consecutive', `must be ${next}, one ${length} after ${before}`);
}

function checkLosses(losses: ChurnLosses, path: string, withRevenue: boolean): void {
  const refused = (name: keyof ChurnLosses, rule: string, what: string): GatewayError =>
    invalidField(`${path}.${name}`, rule, `of ${losses.period} ${what}`);
  const { customers_start, customers_lost, revenue_start, revenue_lost } = losses;
  if (customers_lost > customers_start) {
    throw refused(
      'customers_lost',
      'consistent',
      `must not exceed customers_start, ${String(customers_start)}`,
    );
  }
  if (!withRevenue) return;
  const rule = 'is required: revenue_start and revenue_lost are given of every period or of none';
  if (revenue_start === undefined) throw refused('revenue_start', 'required', rule);
  if (revenue_lost === undefined) throw refused('revenue_lost', 'required', rule);
  if (revenue_lost > revenue_start) {
    throw refused('revenue_lost', 'consistent', `must not exceed revenue_start, ${revenue_start.toFixed(2)}`);
  }
}

function checkReasons(reasons: readonly ChurnReasonCount[], lost: number): void {
  const seen = new Set<string>();
  for (const [at, { code }] of reasons.entries()) {
    const path = `parameters.data.reasons.${String(at)}.code`;
    if (seen.has(code)) throw invalidField(path, 'unique', `must not be ${code} again`);
    seen.add(code);
  }
  const explained = reasons.reduce((all, { customers }) => all + customers, 0);
  if (explained > lost) {
    const what = `must not sum up to more than the ${String(lost)} customers lost`;
    throw invalidField('parameters.data.reasons', 'consistent', what);
  }
}
