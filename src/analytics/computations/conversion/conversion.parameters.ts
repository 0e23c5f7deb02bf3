import { Optional } from '../../../http';
import { Count, ListOf, PartOf, Slug, type TimePeriod, TimePeriodRule } from '../../parameter-rules';

export const MOST_STEPS = 30;

export class FunnelStep {
  @Slug('The name of the step, a code without spaces')
  step!: string;

  @Count('How many customers reached the step; no more than reached the one before')
  count!: number;
}

const Steps = (description: string): PropertyDecorator =>
  ListOf(FunnelStep, { least: 2, most: MOST_STEPS }, description);

export class FunnelBefore {
  @Steps('The same steps in the same order, with the counts of the earlier period')
  steps!: FunnelStep[];
}

export class ConversionData {
  @Steps('The steps in the order in which customers take them, each name once')
  steps!: FunnelStep[];

  @Optional()
  @PartOf(FunnelBefore, 'The funnel to compare with: an earlier period, or other customers')
  comparison?: FunnelBefore;
}

export class ConversionParameters {
  @TimePeriodRule()
  time_period?: TimePeriod;

  @PartOf(ConversionData, 'How many customers reached each step')
  data!: ConversionData;
}
