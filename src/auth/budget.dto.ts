import { IsIn, IsInt, IsNumber, Max, Min, ValidateBy } from 'class-validator';
import { Optional } from '../http';
import { BUDGET_PERIODS, type BudgetPeriod } from '../kernel';

const USD_HIGHEST = 1_000_000_000;
const USD = /^\d+(?:\.\d{1,6})?$/;

/** US dollars to the millionth. `IsNumber` would count decimals by the point, and `1e-7` has none. */
export const IsUsd = (): PropertyDecorator =>
  ValidateBy({
    name: 'usd',
    validator: {
      validate: (value: unknown) => typeof value === 'number' && USD.test(String(value)),
      defaultMessage: () => '$property must be an amount in USD with at most six decimals',
    },
  });

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
