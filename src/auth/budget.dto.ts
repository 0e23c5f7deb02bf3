import { IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';
import { Decimals, Optional } from '../http';
import { BUDGET_PERIODS, type BudgetPeriod } from '../kernel';

const USD_HIGHEST = 1_000_000_000;

/** US dollars to the millionth. */
export const IsUsd = (): PropertyDecorator =>
  Decimals('usd', 6, 'must be an amount in USD with at most six decimals');

/** The budget of a key or a user. */
export class BudgetDto {
  @IsNumber()
  @IsUsd()
  @Min(0)
  @Max(USD_HIGHEST)
  limit_usd!: number;

  @IsIn(BUDGET_PERIODS)
  period!: BudgetPeriod;

  /** Percent of the limit from which on alerts are raised. */
  @Optional()
  @IsInt()
  @Min(1)
  @Max(100)
  soft_percent?: number;
}
