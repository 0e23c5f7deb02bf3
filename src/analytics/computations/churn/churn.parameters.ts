import { IsIn } from 'class-validator';
import { Describe, Optional } from '../../../http';
import {
  Count,
  ListOf,
  Money,
  Month,
  PartOf,
  Slug,
  type TimePeriod,
  TimePeriodRule,
} from '../../parameter-rules';

export const PERIOD_LENGTHS = ['month', 'quarter', 'year'] as const;

export type PeriodLength = (typeof PERIOD_LENGTHS)[number];

export const MOST_PERIODS = 60;
export const MOST_REASONS = 40;

/** Who was there when a period began, and who of them left in it. */
export class ChurnLosses {
  @Month('The period by its first month; fiscal quarters and years may begin with any')
  period!: string;

  @Count('Customers at the start')
  customers_start!: number;

  @Count('Customers of the start that left; who came and left in the same period is not counted')
  customers_lost!: number;

  @Optional()
  @Money('Recurring revenue at the start; with revenue_lost of every period or of none')
  revenue_start?: number;

  @Optional()
  @Money('Recurring revenue of the start that was lost, as a positive amount')
  revenue_lost?: number;
}

export class ChurnReasonCount {
  @Slug('The code of the reason')
  code!: string;

  @Count('Customers that left for it, in all periods together')
  customers!: number;
}

export class ChurnData {
  @Optional()
  @IsIn(PERIOD_LENGTHS)
  @Describe('How long each period is; month when left out')
  period_length?: PeriodLength;

  @ListOf(ChurnLosses, { least: 1, most: MOST_PERIODS }, 'The periods in order of time, without a gap')
  periods!: ChurnLosses[];

  @Optional()
  @ListOf(
    ChurnReasonCount,
    { most: MOST_REASONS },
    'Why customers left, each with one reason at most and each reason once, in any order',
  )
  reasons?: ChurnReasonCount[];
}

export class ChurnParameters {
  @TimePeriodRule()
  time_period?: TimePeriod;

  @PartOf(ChurnData, 'Customers and recurring revenue lost, period by period')
  data!: ChurnData;
}
