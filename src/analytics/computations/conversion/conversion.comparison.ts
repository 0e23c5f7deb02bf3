import { leastExpected, type ProportionTest, twoProportionTest } from '../../statistics/two-proportions';
import type { Proportion } from '../../statistics/proportion';
import { type ConversionComparison, LEAST_P, type RateChange } from './conversion.metrics';
import type { FunnelStep } from './conversion.parameters';
import { asRate, asRatio, type Figure, NoFigure, rate, told } from '../figures';

/** Below this p-value a change is called significant. */
export const ALPHA = 0.05;

/** Fewer expected cases than these leave the z test weak. */
const ENOUGH_EXPECTED = 5;

/** Customers who took the last of some steps, of those who took the first of them. */
export const conversionOf = (from: FunnelStep, to: FunnelStep): Proportion => ({
  successes: to.count,
  trials: from.count,
});

/** Two funnels of the same steps, step by step and as a whole. Each change is tested on its own. */
export function compared(now: readonly FunnelStep[], before: readonly FunnelStep[]): ConversionComparison {
  const ratesNow = conversionsOf(now);
  const ratesBefore = conversionsOf(before);
  return {
    steps: ratesNow.steps.map((conversion, index) =>
      told({
        step: (now[index + 1] as FunnelStep).step,
        ...changeOf(conversion, ratesBefore.steps[index] as Proportion),
      }),
    ),
    overall: told(changeOf(ratesNow.overall, ratesBefore.overall)),
  };
}

function conversionsOf(steps: readonly FunnelStep[]): {
  readonly steps: readonly Proportion[];
  readonly overall: Proportion;
} {
  return {
    steps: steps.slice(1).map((step, index) => conversionOf(steps[index] as FunnelStep, step)),
    overall: conversionOf(steps[0] as FunnelStep, steps.at(-1) as FunnelStep),
  };
}

/**
 * One rate against another: difference = now - before, relative change = difference / before, and the pooled
 * two-proportion z test. It takes customers to be counted in one of the two only, and to decide each for themselves.
 */
function changeOf(now: Proportion, before: Proportion) {
  const test = twoProportionTest(now, before);
  const p = test === undefined ? new NoFigure('zero_denominator') : pOf(test);
  return {
    rate: rate(now.successes, now.trials),
    rate_before: rate(before.successes, before.trials),
    ...differences(now, before),
    z: test === undefined ? new NoFigure('zero_denominator') : asRatio(test.z),
    p_value: p,
    significant: p instanceof NoFigure ? p : p < ALPHA,
    note: noteOf(now, before, test),
  };
}

function differences(
  now: Proportion,
  before: Proportion,
): { readonly difference: Figure; readonly relative_change: Figure } {
  const none = new NoFigure('zero_denominator');
  if (now.trials === 0 || before.trials === 0) return { difference: none, relative_change: none };
  const rateBefore = before.successes / before.trials;
  const difference = now.successes / now.trials - rateBefore;
  return {
    difference: asRate(difference),
    relative_change: rateBefore === 0 ? none : asRate(difference / rateBefore),
  };
}

/** A p-value is never zero: what is smaller than can be told is told as the smallest. */
const pOf = ({ p }: ProportionTest): number => Math.max(LEAST_P, asRate(p));

function noteOf(now: Proportion, before: Proportion, test: ProportionTest | undefined): RateChange['note'] {
  if (test === undefined && now.trials > 0 && before.trials > 0) return 'no_variance';
  return leastExpected(now, before) < ENOUGH_EXPECTED ? 'small_sample' : 'none';
}
