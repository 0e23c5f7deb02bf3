import { applyDecorators } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';
import { Describe, Nullable } from '../../../http';
import { ListOf, Month, PartOf } from '../../parameter-rules';
import { MOST_COHORTS, MOST_PERIODS, PERIODS } from './cohort.parameters';
import { type NotComputed, NotComputedList } from '../figures';
import { Share, ShareOrNull } from '../share-rules';

// `IsInt` after `Min`: of the two, the schema keeps the type that comes later.
const Whole = (description: string, least = 0): PropertyDecorator =>
  applyDecorators(Min(least), IsInt(), Describe(description));

const Period = (description: string, least = 0): PropertyDecorator =>
  applyDecorators(Min(least), Max(MOST_PERIODS), IsInt(), Describe(description));

export class CohortRetention {
  @Month('The month in which they started')
  cohort!: string;

  @Whole('Customers who started', 1)
  size!: number;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PERIODS + 1)
  @IsNumber({}, { each: true })
  @Min(0, { each: true })
  @Max(1, { each: true })
  @Describe(
    'retained / size after 0, 1, 2 and more periods, as far as observed; shares from 0 to 1, the first is 1',
  )
  rates!: number[];
}

export class CurvePoint {
  @Period('Periods since the start')
  period!: number;

  @Whole('How many cohorts were observed so long', 1)
  cohorts!: number;

  @Whole('Customers of these cohorts at their start', 1)
  at_start!: number;

  @Whole('Customers of these cohorts still there')
  retained!: number;

  @Share('retained / at_start')
  rate!: number;

  @ShareOrNull(
    'Of the customers of these cohorts who were there one period before, who left since; null at period 0',
  )
  churn_rate!: number | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}

export class RetentionAt {
  @ShareOrNull('The rate of the curve after 1 period')
  after_1!: number | null;

  @ShareOrNull('The rate of the curve after 3 periods')
  after_3!: number | null;

  @ShareOrNull('The rate of the curve after 6 periods')
  after_6!: number | null;

  @ShareOrNull('The rate of the curve after 12 periods')
  after_12!: number | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}

export class ComparedCohort {
  @Month('The month in which they started')
  cohort!: string;

  @Whole('Customers who started', 1)
  size!: number;

  @Whole('Customers still there at the compared period')
  retained!: number;

  @Share('retained / size')
  rate!: number;
}

export class MissingCohorts {
  @Month('The first month without a cohort')
  first!: string;

  @Month('The last month without one, before the next cohort')
  last!: string;
}

const Compared = (description: string): PropertyDecorator =>
  applyDecorators(
    Nullable(),
    PartOf(ComparedCohort, `${description} at the compared period, the earliest of equals`),
  );

/** Shares are to 6 decimals. */
export class CohortMetrics {
  @IsIn(PERIODS)
  @Describe('What a period is')
  period!: (typeof PERIODS)[number];

  @ListOf(
    CohortRetention,
    { least: 1, most: MOST_COHORTS },
    'The retention matrix: each cohort, the earliest first',
  )
  cohorts!: CohortRetention[];

  @ListOf(
    CurvePoint,
    { least: 1, most: MOST_PERIODS + 1 },
    'Retention of all cohorts together, weighted by their size; later points are of fewer cohorts, so the rate may rise',
  )
  curve!: CurvePoint[];

  @PartOf(RetentionAt, 'The curve at the usual points')
  retention!: RetentionAt;

  @Nullable()
  @Period(
    'The latest period after the start that at least two cohorts have reached; null: there is only one, or none has',
    1,
  )
  compared_period!: number | null;

  @Compared('The cohort that kept the largest share')
  best_cohort!: ComparedCohort | null;

  @Compared('The cohort that kept the smallest share')
  worst_cohort!: ComparedCohort | null;

  @ListOf(
    MissingCohorts,
    { most: MOST_COHORTS - 1 },
    'The months between the cohorts that have none, as stretches',
  )
  missing_cohorts!: MissingCohorts[];

  @NotComputedList()
  not_computed!: NotComputed[];
}
