import { applyDecorators } from '@nestjs/common';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { Describe, Nullable } from '../../../http';
import { Count, ListOf, Month, PartOf, Slug } from '../../parameter-rules';
import { MOST_PERIODS, MOST_REASONS, PERIOD_LENGTHS, type PeriodLength } from './churn.parameters';
import { type NotComputed, NotComputedList, NumberOrNull } from '../figures';
import { ShareOrNull } from '../share-rules';

/** A count of all periods together, which has no limit of its own. */
const CountInAll = (description: string): PropertyDecorator =>
  applyDecorators(IsInt(), Min(0), Describe(description));

export class ChurnPeriod {
  @Month('The first month of the period')
  period!: string;

  @Count('Customers at the start')
  customers_start!: number;

  @Count('Customers of the start that left')
  customers_lost!: number;

  @ShareOrNull('customers_lost / customers_start: 0.05 is 5 %')
  logo_churn_rate!: number | null;

  @ShareOrNull('revenue_lost / revenue_start')
  revenue_churn_rate!: number | null;

  @ShareOrNull('Customers lost / customers at the start, each summed over this period and the two before it')
  trailing_logo_churn_rate!: number | null;

  @ShareOrNull('Revenue lost / revenue at the start, each summed over this period and the two before it')
  trailing_revenue_churn_rate!: number | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}

export class ChurnOverall {
  @Month('The first month of the first period')
  first_period!: string;

  @Month('The first month of the last period')
  last_period!: string;

  @IsInt()
  @Min(1)
  @Max(MOST_PERIODS)
  @Describe('How many periods there are')
  periods!: number;

  @IsIn(PERIOD_LENGTHS)
  @Describe('How long each period is')
  period_length!: PeriodLength;

  @CountInAll('Customers that left, in all periods')
  customers_lost!: number;

  @NumberOrNull('Recurring revenue lost in all periods, in the currency of the data')
  revenue_lost!: number | null;

  @ShareOrNull('Per period: customers lost / customers at the start, each summed over all periods')
  logo_churn_rate!: number | null;

  @ShareOrNull('Per period: 1 - logo_churn_rate')
  logo_retention_rate!: number | null;

  @ShareOrNull('Per period: revenue lost / revenue at the start, each summed over all periods')
  revenue_churn_rate!: number | null;

  @ShareOrNull('Per period: 1 - revenue_churn_rate')
  revenue_retention_rate!: number | null;

  @ShareOrNull('Per year, if the rate stays: 1 - (1 - logo churn rate) ^ periods of a year')
  annualised_logo_churn_rate!: number | null;

  @ShareOrNull('Per year, if the rate stays: 1 - (1 - revenue churn rate) ^ periods of a year')
  annualised_revenue_churn_rate!: number | null;

  @NumberOrNull('1 / logo churn rate: how many periods a customer stays on average if the rate stays')
  expected_lifetime_periods!: number | null;

  @Nullable()
  @Month('The period of the lowest logo churn rate, the first of equals')
  best_period!: string | null;

  @ShareOrNull('The logo churn rate of the best period')
  best_period_logo_churn_rate!: number | null;

  @Nullable()
  @Month('The period of the highest logo churn rate, the first of equals')
  worst_period!: string | null;

  @ShareOrNull('The logo churn rate of the worst period')
  worst_period_logo_churn_rate!: number | null;

  @CountInAll('Customers that left without one of the reasons')
  unexplained_customers!: number;

  @NotComputedList()
  not_computed!: NotComputed[];
}

export class ChurnReason {
  @Slug('The code of the reason')
  code!: string;

  @CountInAll('Customers that left for it')
  customers!: number;

  @ShareOrNull('customers / all customers lost')
  share_of_lost!: number | null;

  @ShareOrNull('The same of this reason and those ranked before it together')
  cumulative_share_of_lost!: number | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}

/** Shares are to 6 decimals, durations to 4, amounts to the cent. */
export class ChurnMetrics {
  @PartOf(ChurnOverall, 'All periods together')
  overall!: ChurnOverall;

  @ListOf(ChurnPeriod, { least: 1, most: MOST_PERIODS }, 'Each period, in order of time')
  periods!: ChurnPeriod[];

  @ListOf(ChurnReason, { most: MOST_REASONS }, 'The reasons, the most customers first, equals by code')
  reasons!: ChurnReason[];
}
