import { ArrayMaxSize, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { Describe, Optional } from '../../../http';
import { ListOf, Month, PartOf, type TimePeriod, TimePeriodRule } from '../../parameter-rules';

export const MOST_COHORTS = 36;
export const MOST_PERIODS = 36;
export const PERIODS = ['week', 'month'] as const;

const LARGEST = 1_000_000_000;

export class CohortCounts {
  @Month('The month in which these customers started, such as 2026-11')
  cohort!: string;

  @IsInt()
  @Min(1)
  @Max(LARGEST)
  @Describe('How many customers started')
  size!: number;

  @IsArray()
  @ArrayMaxSize(MOST_PERIODS)
  @IsInt({ each: true })
  @Min(0, { each: true })
  @Max(LARGEST, { each: true })
  @Describe(
    'How many of them were still there after one period, two and so on; never more than before. Empty: too early to say',
  )
  retained!: number[];
}

export class CohortData {
  @Optional()
  @IsIn(PERIODS)
  @Describe('What a period of retained is, month if nothing is said; a label, which no number depends on')
  period?: (typeof PERIODS)[number];

  @ListOf(
    CohortCounts,
    { least: 1, most: MOST_COHORTS },
    'The cohorts in any order, each month once; months may be missing',
  )
  cohorts!: CohortCounts[];
}

export class CohortParameters {
  @TimePeriodRule()
  time_period?: TimePeriod;

  @PartOf(CohortData, 'How many customers of each cohort stayed')
  data!: CohortData;
}
