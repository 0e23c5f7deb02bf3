import { count, percent } from '../../parts/format';

const TWO_DECIMALS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const FEW_DECIMALS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

/** An amount in the currency that was sent, or bare. */
export function money(amount: number, currency: string | undefined): string {
  const number = Number.isInteger(amount) ? count(amount) : TWO_DECIMALS.format(amount);
  return currency === undefined ? number : `${number} ${currency}`;
}

export const signed = (text: string, amount: number): string => (amount > 0 ? `+${text}` : text);
export const share = (value: number | null): string => (value === null ? '–' : percent(value));

interface NumberSchema {
  readonly description?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
}

/** A number as its schema means it: shares as percent, everything else as it is. */
export function figure(value: number, { description, minimum, maximum }: NumberSchema = {}): string {
  const isShare =
    (minimum === 0 && maximum === 1) || (typeof description === 'string' && /\ba share\b/.test(description));
  return isShare ? percent(value) : FEW_DECIMALS.format(value);
}

const REASONS: Readonly<Record<string, string>> = {
  zero_denominator: 'it would divide by zero',
  too_few_periods: 'it needs more periods',
  no_churn: 'nobody left',
  not_given: 'the data for it was not sent',
};

/** Why a metric is null, by the code that the gateway gives for it. */
export const reasonWords = (code: string): string => REASONS[code] ?? code.replaceAll('_', ' ');
