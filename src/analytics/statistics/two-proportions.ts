import { twoSidedP } from './normal-distribution';
import type { Proportion } from './proportion';

export interface ProportionTest {
  /** Above zero where the first share is the higher one. */
  readonly z: number;
  /** The two-sided p-value. */
  readonly p: number;
}

/**
 * The two-sided z test that two shares are the same, with the pooled share p = (x1 + x2) / (n1 + n2):
 * z = (x1/n1 - x2/n2) / √(p (1 - p) (1/n1 + 1/n2)).
 * NIST/SEMATECH e-Handbook of Statistical Methods, section 7.3.3. The trials are taken to be independent of each other.
 *
 * @returns undefined where z would divide by zero: no trials in one of them, or all or no successes in both
 */
export function twoProportionTest(one: Proportion, other: Proportion): ProportionTest | undefined {
  if (one.trials === 0 || other.trials === 0) return undefined;
  const { successes, failures } = pooled(one, other);
  const variance = successes * failures * (1 / one.trials + 1 / other.trials);
  if (variance === 0) return undefined;
  const z = (one.successes / one.trials - other.successes / other.trials) / Math.sqrt(variance);
  return { z, p: twoSidedP(z) };
}

/**
 * The least of the four counts, successes and failures of each, that would be expected if both shares were the pooled
 * one. The normal approximation of the z test is weak where it is below 5 (Cochran, W. G. (1954), Some methods for
 * strengthening the common χ² tests, Biometrics 10(4), 417-451).
 */
export function leastExpected(one: Proportion, other: Proportion): number {
  const least = Math.min(one.trials, other.trials);
  if (least === 0) return 0;
  const { successes, failures } = pooled(one, other);
  return least * Math.min(successes, failures);
}

/** The shares of both together. */
function pooled(
  one: Proportion,
  other: Proportion,
): { readonly successes: number; readonly failures: number } {
  const trials = one.trials + other.trials;
  const successes = one.successes + other.successes;
  return { successes: successes / trials, failures: (trials - successes) / trials };
}
