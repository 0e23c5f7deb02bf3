import { Z_95 } from './normal-distribution';
import type { Proportion } from './proportion';

/** Holds the true share in 95 of 100 samples, nearly: 0 <= lower <= observed share <= upper <= 1. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The Wilson score interval at 95 %, without a continuity correction:
 * (2np + z² ± z √(z² + 4np(1 - p))) / (2(n + z²)), with p = successes / n and z = 1.96.
 *
 * Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22(158), 209-212;
 * recommended, also for small n and for shares near 0 and 1, by Newcombe, R. G. (1998), Two-sided confidence intervals
 * for the single proportion, Statistics in Medicine 17, 857-872 (method 3).
 *
 * @param proportion of at least one trial
 */
export function wilsonInterval({ successes, trials }: Proportion): Interval {
  const share = successes / trials;
  const square = Z_95 * Z_95;
  const middle = 2 * successes + square;
  const reach = Z_95 * Math.sqrt(square + 4 * successes * (1 - share));
  const width = 2 * (trials + square);
  // At 0 and at n one end is the share itself, which floating point may miss by a hair.
  return {
    lower: Math.min(share, Math.max(0, (middle - reach) / width)),
    upper: Math.max(share, Math.min(1, (middle + reach) / width)),
  };
}
