import { invalidField } from '../../../kernel';
import type { CohortCounts } from './cohort.parameters';

/** Customers who started together. */
export interface Cohort {
  readonly month: string;
  readonly size: number;
  /** How many were there after 0, 1, 2 and more periods: the first is the size. */
  readonly there: readonly number[];
}

/**
 * The cohorts, the earliest first.
 * @throws GatewayError `validation_failed`, naming the cohort that is there twice, or the period that has too many
 */
export function cohortsOf(given: readonly CohortCounts[]): readonly Cohort[] {
  const seen = new Set<string>();
  const cohorts = given.map(({ cohort, size, retained }, index) => {
    const field = `parameters.data.cohorts.${String(index)}`;
    if (seen.has(cohort))
      throw invalidField(`${field}.cohort`, 'unique', `is ${cohort}, as an earlier one is`);
    seen.add(cohort);
    const there = [size, ...retained];
    checkCounts(cohort, there, `${field}.retained`);
    return { month: cohort, size, there };
  });
  return cohorts.sort((one, other) => (one.month < other.month ? -1 : 1));
}

/** Who left does not come back as the same customer, so no period has more than the one before. */
function checkCounts(cohort: string, there: readonly number[], field: string): void {
  for (const [period, count] of there.entries()) {
    const before = there[period - 1];
    if (before === undefined || count <= before) continue;
    const [rule, most] =
      count > (there[0] as number)
        ? ['max', `${String(there[0])}, the size of the cohort`]
        : ['order', `${String(before)}, as in the period before`];
    const message = `of cohort ${cohort} at period ${String(period)} must be at most ${most}`;
    throw invalidField(`${field}.${String(period - 1)}`, rule, message);
  }
}
