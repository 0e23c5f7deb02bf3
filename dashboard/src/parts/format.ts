/** How the page writes numbers, money and times. One language, and the reader's own time zone. */
const LANGUAGE = 'en-US';

const NUMBER = new Intl.NumberFormat(LANGUAGE);
const COMPACT = new Intl.NumberFormat(LANGUAGE, { notation: 'compact', maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumFractionDigits: 1 });
const CENTS = new Intl.NumberFormat(LANGUAGE, { style: 'currency', currency: 'USD' });
const THREE_DIGITS = new Intl.NumberFormat(LANGUAGE, {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 3,
});
const SECONDS = new Intl.NumberFormat(LANGUAGE, { maximumSignificantDigits: 3 });
const WHEN = new Intl.DateTimeFormat(LANGUAGE, {
  dateStyle: 'medium',
  timeStyle: 'medium',
  hourCycle: 'h23',
});
const SOON = new Intl.DateTimeFormat(LANGUAGE, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium' });
const TIME = new Intl.DateTimeFormat(LANGUAGE, { timeStyle: 'medium', hourCycle: 'h23' });
const CLOCK = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY_OF_YEAR = new Intl.DateTimeFormat(LANGUAGE, { month: 'short', day: 'numeric', timeZone: 'UTC' });

/** From this on cents are exact enough. */
const CENTS_FROM_USD = 10;

export const count = (value: number): string => NUMBER.format(value);
export const compact = (value: number): string => COMPACT.format(value);
/** @param share 0 to 1 */
export const percent = (share: number): string => PERCENT.format(share);

/** US dollars: in cents from ten dollars on, below that to the millionth that the ledger counts in. */
export function usd(value: number): string {
  const digits = Math.abs(value) >= CENTS_FROM_USD ? 2 : 6;
  const text = value.toLocaleString(LANGUAGE, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  });
  return text;
}

/** US dollars for what is not exact: in cents, or the first three digits of less. */
export function roughUsd(value: number): string {
  return value === 0 || Math.abs(value) >= 1 ? CENTS.format(value) : THREE_DIGITS.format(value);
}

/** Milliseconds, or seconds from one on. */
export function duration(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1000 ? `${String(Math.round(ms))} ms` : `${SECONDS.format(ms / 1000)} s`;
}

/** @param iso an instant; null: never */
export const when = (iso: string | null | undefined): string =>
  iso == null ? 'never' : WHEN.format(new Date(iso));
/** An instant that is not far away. */
export const soon = (iso: string): string => SOON.format(new Date(iso));
export const day = (iso: string | null | undefined): string =>
  iso == null ? 'never' : DAY.format(new Date(iso));
export const time = (iso: string): string => TIME.format(new Date(iso));
/** @param seconds since 1970 */
export const clock = (seconds: number): string => CLOCK.format(seconds * 1000);
/** @param seconds since 1970; the day that it is in UTC */
export const dayOfYear = (seconds: number): string => DAY_OF_YEAR.format(seconds * 1000);
