import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsIn, IsNumber, Max, Min } from 'class-validator';
import { Describe, Nullable } from '../../../http';
import { Count, ListOf, PartOf, Slug } from '../../parameter-rules';
import { MOST_STEPS } from './conversion.parameters';
import { type NotComputed, NotComputedList, NumberOrNull } from '../figures';
import { Share, ShareOrNull } from '../share-rules';

/** Why a test says less than it seems to. */
export const NOTES = ['none', 'small_sample', 'no_variance'] as const;

/** What a p-value is told as when it is smaller. */
export const LEAST_P = 0.000001;

export class StepConversion {
  @Slug('The step')
  step!: string;

  @Count('Customers who reached the step')
  count!: number;

  @ShareOrNull('count / count of the step before; null at the first step')
  from_previous!: number | null;

  @ShareOrNull('Lower end of the Wilson interval of from_previous, at the confidence of the metrics')
  from_previous_lower!: number | null;

  @ShareOrNull('Upper end of the same interval')
  from_previous_upper!: number | null;

  @ShareOrNull('count / count of the first step')
  from_first!: number | null;

  @Nullable()
  @Count('Customers who reached the step before and not this one; null at the first step')
  dropped!: number | null;

  @ShareOrNull('dropped / count of the step before')
  drop_rate!: number | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}

export class OverallConversion {
  @Count('Customers who reached the first step')
  started!: number;

  @Count('Customers who reached the last step')
  converted!: number;

  @ShareOrNull('converted / started')
  rate!: number | null;

  @ShareOrNull('Lower end of the Wilson interval of rate, at the confidence of the metrics')
  lower!: number | null;

  @ShareOrNull('Upper end of the same interval')
  upper!: number | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}

export class LargestDrop {
  @Slug('The step that they did not reach')
  step!: string;

  @Slug('The last step that they reached')
  previous_step!: string;

  @Count('How many customers that are')
  dropped!: number;

  @Share('dropped / count of the previous step')
  drop_rate!: number;
}

export class RateChange {
  @ShareOrNull('The conversion rate now')
  rate!: number | null;

  @ShareOrNull('The conversion rate in the comparison')
  rate_before!: number | null;

  @NumberOrNull('rate - rate_before, a difference of shares: 0.05 is 5 percentage points')
  difference!: number | null;

  @NumberOrNull('difference / rate_before, a share: 0.1 is 10 % more than before')
  relative_change!: number | null;

  @NumberOrNull(
    'z of the two-proportion z test with the pooled rate; above 0: the rate is higher than before',
  )
  z!: number | null;

  @Nullable()
  @IsNumber()
  @Min(LEAST_P)
  @Max(1)
  @Describe('The two-sided p-value of z; smaller ones are told as 0.000001')
  p_value!: number | null;

  @Nullable()
  @IsBoolean()
  @Describe(
    'Whether p_value is below the alpha of the metrics; this step alone, not corrected for many tests',
  )
  significant!: boolean | null;

  @IsIn(NOTES)
  @Describe(
    'small_sample: fewer than 5 conversions or non-conversions were to be expected on one side, so the test is weak; ' +
      'no_variance: everyone converted on both sides, or nobody, so there is no test',
  )
  note!: (typeof NOTES)[number];

  @NotComputedList()
  not_computed!: NotComputed[];
}

export class StepChange extends RateChange {
  @Slug('The step; its rate is that from the step before')
  step!: string;
}

export class ConversionComparison {
  @ListOf(
    StepChange,
    { least: 1, most: MOST_STEPS - 1 },
    'How the rate of each step after the first changed, in order',
  )
  steps!: StepChange[];

  @PartOf(RateChange, 'How the rate from the first step to the last changed')
  overall!: RateChange;
}

const Drop = (description: string): PropertyDecorator =>
  applyDecorators(
    Nullable(),
    PartOf(
      LargestDrop,
      `${description}, the first of equals; null when nobody dropped out or nobody started`,
    ),
  );

/** Shares and p-values are to 6 decimals, z to 4. */
export class ConversionMetrics {
  @Share('The confidence of all intervals')
  confidence!: number;

  @Share('The p-value below which a change is called significant')
  alpha!: number;

  @ListOf(StepConversion, { least: 2, most: MOST_STEPS }, 'Each step, in order')
  steps!: StepConversion[];

  @PartOf(OverallConversion, 'From the first step to the last')
  overall!: OverallConversion;

  @Drop('The step with the highest drop rate')
  largest_drop_by_rate!: LargestDrop | null;

  @Drop('The step that most customers did not reach')
  largest_drop_by_count!: LargestDrop | null;

  @Nullable()
  @PartOf(ConversionComparison, 'What changed against the comparison; null when none was sent')
  comparison!: ConversionComparison | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}
