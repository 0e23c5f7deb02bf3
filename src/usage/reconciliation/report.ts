import type { TokenCounts } from './token-counts';

/** One line of a provider's report, of any format. */
export interface ReportRow {
  /** UTC. */
  readonly day: string;
  /** The family, as `modelFamily` tells it, or what was charged beside the models, such as `(web search)`. */
  readonly model: string;
  /** Missing where the report is of money only. */
  readonly tokens?: TokenCounts;
  /** Micro-USD; missing where the report is of tokens only. Negative where money was given back. */
  readonly cost?: bigint;
}

export interface ProviderReport {
  readonly format: 'usage_report' | 'cost_report' | 'usage_csv' | 'cost_csv';
  readonly rows: readonly ReportRow[];
  /** False when the report says that there is more of it elsewhere. */
  readonly whole: boolean;
  /** The days that the report speaks of, where it tells of days without usage too. */
  readonly days?: ReadonlySet<string>;
  /** Kinds of usage whose price is not the standard one, as `batch`. */
  readonly unusual: ReadonlySet<string>;
}

/** What is wrong with a report, and where in it: a sentence for the person who brought it. */
export class ReportError extends Error {}

/** Names come from clients and from files, and are shown on terminals. */
const NOT_PRINTABLE = /[^ -~]/g;

/** Searches are charged beside the models in reports of cost. */
export const WEB_SEARCH = '(web search)';

/**
 * What a model and its dated snapshots have in common: `claude-haiku-4-5-20251001` is `claude-haiku-4-5`. The Console's
 * cost export writes display names, `Claude Haiku 4.5` or `Claude 3.5 Sonnet 2024-10-22`, which are brought to the same
 * form: seen in public copies of exports (2024-12 to 2026-09), not documented by the vendor.
 */
export function modelFamily(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.]+/g, '-')
    .replaceAll(NOT_PRINTABLE, '?')
    .replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, '');
}

/** A plain decimal number as an integer of `10^-digits`, half away from zero; undefined where it is none. */
export function scaled(text: string, digits: number): bigint | undefined {
  const [, sign, whole, fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d{0,30}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const rounded = (fraction[digits] ?? '0') >= '5' ? kept + 1n : kept;
  return sign === '-' ? -rounded : rounded;
}

/** Says what of a row is not priced as list prices are: batches, other tiers, fast answers, a region of one's choice. */
export function unusualOf(tier: unknown, speed: unknown, geo: unknown): readonly string[] {
  const told = (value: unknown, usual: readonly string[]): string[] =>
    typeof value === 'string' && value !== '' && !usual.includes(value)
      ? [value.slice(0, 40).replaceAll(NOT_PRINTABLE, '?')]
      : [];
  return [
    ...told(tier, ['standard']),
    ...told(speed, ['standard']),
    ...told(geo, ['global', 'not_available']),
  ];
}
