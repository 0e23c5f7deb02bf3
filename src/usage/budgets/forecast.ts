import { microUsd, toUsd, type BudgetPeriod } from '../../kernel';
import { endOfPeriod, startOfPeriod } from './counters';

/** The first minutes of a period tell nothing of its pace: it counts as if this much had passed. */
const LEAST_PASSED_MS = 3_600_000;

/**
 * What a period will have cost if it goes on as it began, in US dollars: `spent * length / passed`; null where it has no end.
 * @param spent micro-USD
 * @param now epoch milliseconds
 */
export function forecastOf(spent: number, period: BudgetPeriod, now: number): number | null {
  const [start, end] = [startOfPeriod(now, period), endOfPeriod(now, period)];
  if (start === null || end === null) return null;
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const share = (to - from) / Math.max(now - from, LEAST_PASSED_MS);
  return toUsd(microUsd(BigInt(Math.round(spent * share))));
}
