import { wilsonInterval } from '../../statistics/wilson-interval';
import type { Proportion } from '../../statistics/proportion';
import { ALPHA, compared, conversionOf } from './conversion.comparison';
import { checkFunnels } from './conversion.funnel';
import type { ConversionMetrics, LargestDrop, OverallConversion, StepConversion } from './conversion.metrics';
import type { ConversionParameters, FunnelStep } from './conversion.parameters';
import { asRate, type Figure, NoFigure, rate, told } from '../figures';

/** Of the Wilson intervals. */
const CONFIDENCE = 0.95;

/**
 * A closed funnel: whoever reaches a step reached all before it. Rates are count / count of the step before, and of the
 * first step; the overall rate, last count / first count, is the product of those of the steps. A rate of nothing is
 * null.
 * @throws GatewayError `validation_failed`, naming the step that contradicts those before it or the comparison
 */
export function computeConversion({ data }: ConversionParameters): ConversionMetrics {
  checkFunnels(data);
  const { steps, comparison } = data;
  const drops = dropsOf(steps);
  return told({
    confidence: CONFIDENCE,
    alpha: ALPHA,
    steps: steps.map((step, index) => stepOf(step, steps[index - 1], steps[0] as FunnelStep)),
    overall: overallOf(steps[0] as FunnelStep, steps.at(-1) as FunnelStep),
    largest_drop_by_rate: largest(drops, ({ drop_rate }) => drop_rate),
    largest_drop_by_count: largest(drops, ({ dropped }) => dropped),
    comparison: comparison === undefined ? new NoFigure('not_given') : compared(steps, comparison.steps),
  });
}

function stepOf(
  { step, count }: FunnelStep,
  previous: FunnelStep | undefined,
  first: FunnelStep,
): StepConversion {
  const none = new NoFigure('not_given');
  const { lower, upper } =
    previous === undefined
      ? { lower: none, upper: none }
      : boundsOf({ successes: count, trials: previous.count });
  return told({
    step,
    count,
    from_previous: previous === undefined ? none : rate(count, previous.count),
    from_previous_lower: lower,
    from_previous_upper: upper,
    from_first: rate(count, first.count),
    dropped: previous === undefined ? none : previous.count - count,
    drop_rate: previous === undefined ? none : rate(previous.count - count, previous.count),
  });
}

function overallOf(first: FunnelStep, last: FunnelStep): OverallConversion {
  return told({
    started: first.count,
    converted: last.count,
    rate: rate(last.count, first.count),
    ...boundsOf(conversionOf(first, last)),
  });
}

function boundsOf(conversion: Proportion): { readonly lower: Figure; readonly upper: Figure } {
  if (conversion.trials === 0) {
    return { lower: new NoFigure('zero_denominator'), upper: new NoFigure('zero_denominator') };
  }
  const { lower, upper } = wilsonInterval(conversion);
  return { lower: asRate(lower), upper: asRate(upper) };
}

interface Drop {
  readonly step: string;
  readonly previous_step: string;
  readonly dropped: number;
  /** Not rounded. */
  readonly drop_rate: number;
}

/** Who dropped out before each step that somebody could reach. */
function dropsOf(steps: readonly FunnelStep[]): readonly Drop[] {
  return steps.slice(1).flatMap(({ step, count }, index) => {
    const previous = steps[index] as FunnelStep;
    if (previous.count === 0) return [];
    const dropped = previous.count - count;
    return [{ step, previous_step: previous.step, dropped, drop_rate: dropped / previous.count }];
  });
}

function largest(drops: readonly Drop[], sizeOf: (drop: Drop) => number): Figure<LargestDrop> {
  const [first, ...rest] = drops;
  if (first === undefined) return new NoFigure('zero_denominator');
  const most = rest.reduce((sofar, drop) => (sizeOf(drop) > sizeOf(sofar) ? drop : sofar), first);
  return most.dropped === 0 ? new NoFigure('no_churn') : { ...most, drop_rate: asRate(most.drop_rate) };
}
