import { figure, money, reasonWords, share } from './figure-format';
import type { Metrics } from './readings';

/** A number that matters most. */
export interface Headline {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

type Format = (value: number, currency: string | undefined) => string;

/** From here on whole units say enough. */
const WHOLE_FROM = 1000;

const amount: Format = (value, currency) =>
  money(Math.abs(value) >= WHOLE_FROM ? Math.round(value) : value, currency);
const rate: Format = (value) => share(value);
const plain: Format = (value) => figure(value);
const multiple: Format = (value) => `${figure(value)}×`;

interface Wanted {
  readonly label: string;
  readonly in: string;
  readonly name: string;
  readonly format: Format;
}

const WANTED: Readonly<Record<string, readonly Wanted[]>> = {
  mrr_analysis: [
    { label: 'MRR at the end', in: 'overall', name: 'ending_mrr', format: amount },
    { label: 'Net new MRR', in: 'overall', name: 'net_new_mrr', format: amount },
    { label: 'Growth', in: 'overall', name: 'growth_rate', format: rate },
    { label: 'Quick ratio', in: 'overall', name: 'quick_ratio', format: multiple },
  ],
  churn_analysis: [
    { label: 'Customer churn', in: 'overall', name: 'logo_churn_rate', format: rate },
    { label: 'Revenue churn', in: 'overall', name: 'revenue_churn_rate', format: rate },
    { label: 'Customers lost', in: 'overall', name: 'customers_lost', format: plain },
    { label: 'Customer churn a year', in: 'overall', name: 'annualised_logo_churn_rate', format: rate },
  ],
  conversion_analysis: [
    { label: 'Converted', in: 'overall', name: 'rate', format: rate },
    { label: 'Started', in: 'overall', name: 'started', format: plain },
    { label: 'Reached the end', in: 'overall', name: 'converted', format: plain },
    { label: 'Largest drop', in: 'largest_drop_by_rate', name: 'drop_rate', format: rate },
  ],
  cohort_analysis: [
    { label: 'Kept after 1 period', in: 'retention', name: 'after_1', format: rate },
    { label: 'Kept after 3 periods', in: 'retention', name: 'after_3', format: rate },
    { label: 'Kept after 6 periods', in: 'retention', name: 'after_6', format: rate },
    { label: 'Kept after 12 periods', in: 'retention', name: 'after_12', format: rate },
  ],
};

/** The numbers of a query type that stand above its chart; of one that is not known here, none. */
export function headlinesOf(type: string, metrics: Metrics, currency?: string): readonly Headline[] {
  return (WANTED[type] ?? []).flatMap(({ label, in: part, name, format }) => {
    const group = metrics[part];
    if (typeof group !== 'object' || group === null) return [];
    const { [name]: value, not_computed: missing } = group as Metrics;
    if (typeof value === 'number') return [{ label, value: format(value, currency) }];
    const reason = reasonIn(missing, name);
    return value === null ? [{ label, value: '–', ...(reason !== undefined && { hint: reason }) }] : [];
  });
}

function reasonIn(list: unknown, name: string): string | undefined {
  if (!Array.isArray(list)) return undefined;
  const found = (list as readonly Metrics[]).find(({ metric }) => metric === name);
  return found === undefined ? undefined : reasonWords(String(found.reason));
}
