/** Metrics as they came: numbers of the gateway, whose shape another version may change. */
export type Metrics = Readonly<Record<string, unknown>>;

export interface MrrReading {
  readonly overall: MrrBalance;
  readonly months: readonly (MrrBalance & { readonly month: string })[];
}

export interface MrrBalance {
  readonly starting_mrr: number;
  readonly new_mrr: number;
  readonly expansion_mrr: number;
  readonly contraction_mrr: number;
  readonly churned_mrr: number;
  readonly ending_mrr: number;
}

const BALANCE = [
  'starting_mrr',
  'new_mrr',
  'expansion_mrr',
  'contraction_mrr',
  'churned_mrr',
  'ending_mrr',
] as const;

export interface ChurnPeriod {
  readonly period: string;
  readonly logo_churn_rate: number | null;
  readonly revenue_churn_rate: number | null;
  readonly trailing_logo_churn_rate: number | null;
}

export interface FunnelStep {
  readonly step: string;
  readonly count: number;
  readonly from_previous: number | null;
  readonly from_first: number | null;
}

export interface FunnelReading {
  readonly steps: readonly FunnelStep[];
  /** The rate of each step in the comparison, from the second step on; undefined: none was sent. */
  readonly before: ReadonlyMap<
    string,
    { readonly rate: number | null; readonly significant: boolean | null }
  >;
}

interface Cohort {
  readonly cohort: string;
  readonly size: number;
  readonly rates: readonly number[];
}

export interface CohortReading {
  readonly period: string;
  readonly cohorts: readonly Cohort[];
  readonly curve: readonly { readonly period: number; readonly at_start: number; readonly rate: number }[];
}

/** What the chart of each query type needs; undefined where metrics are not made so. */
export function readMrr({ overall, months }: Metrics): MrrReading | undefined {
  const rows = rowsOf(months);
  if (!isRecord(overall) || !hasNumbers(overall, BALANCE) || rows === undefined || rows.length === 0)
    return undefined;
  if (!rows.every((row) => hasTexts(row, ['month']) && hasNumbers(row, BALANCE))) return undefined;
  return { overall, months: rows } as unknown as MrrReading;
}

export function readChurn({ periods }: Metrics): readonly ChurnPeriod[] | undefined {
  const rows = rowsOf(periods);
  if (rows === undefined || rows.length === 0 || !rows.every((row) => hasTexts(row, ['period'])))
    return undefined;
  return rows.map((row) => ({
    period: String(row.period),
    logo_churn_rate: numberOrNull(row.logo_churn_rate),
    revenue_churn_rate: numberOrNull(row.revenue_churn_rate),
    trailing_logo_churn_rate: numberOrNull(row.trailing_logo_churn_rate),
  }));
}

export function readFunnel({ steps, comparison }: Metrics): FunnelReading | undefined {
  const rows = rowsOf(steps);
  if (rows === undefined || rows.length === 0) return undefined;
  if (!rows.every((row) => hasTexts(row, ['step']) && hasNumbers(row, ['count']))) return undefined;
  const compared = (isRecord(comparison) ? rowsOf(comparison.steps) : undefined) ?? [];
  return {
    steps: rows.map((row) => ({
      step: String(row.step),
      count: Number(row.count),
      from_previous: numberOrNull(row.from_previous),
      from_first: numberOrNull(row.from_first),
    })),
    before: new Map(
      compared.map((row) => [
        String(row.step),
        {
          rate: numberOrNull(row.rate_before),
          significant: typeof row.significant === 'boolean' ? row.significant : null,
        },
      ]),
    ),
  };
}

export function readCohorts({ period, cohorts, curve }: Metrics): CohortReading | undefined {
  const rows = rowsOf(cohorts);
  const points = rowsOf(curve);
  if (rows === undefined || rows.length === 0 || points === undefined) return undefined;
  if (!rows.every((row) => hasTexts(row, ['cohort']) && hasNumbers(row, ['size']) && areNumbers(row.rates)))
    return undefined;
  if (!points.every((point) => hasNumbers(point, ['period', 'at_start', 'rate']))) return undefined;
  return {
    period: typeof period === 'string' ? period : 'period',
    cohorts: rows,
    curve: points,
  } as unknown as CohortReading;
}

type Row = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rowsOf(value: unknown): readonly Row[] | undefined {
  return Array.isArray(value) && value.every(isRecord) ? value : undefined;
}

const hasNumbers = (row: Row, names: readonly string[]): boolean =>
  areNumbers(names.map((name) => row[name]));
const hasTexts = (row: Row, names: readonly string[]): boolean =>
  names.every((name) => typeof row[name] === 'string');
const areNumbers = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'number');
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
