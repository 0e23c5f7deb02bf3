import { microUsd, toUsd, type BudgetPeriod, type BudgetPolicy } from '../kernel';
import type { BudgetDto } from './budget.dto';

/** The columns that keys and users keep their budget in. */
interface BudgetColumns {
  readonly budget_micro_usd: number | null;
  readonly budget_period: string | null;
  readonly budget_soft_percent: number | null;
}

/** A budget as `/admin` shows it; without a `soft_percent` of its own that of the gateway holds. */
export interface BudgetView {
  readonly limit_usd: number;
  readonly period: string;
  readonly soft_percent?: number;
}

export function budgetColumns(budget: BudgetPolicy | undefined): BudgetColumns {
  return {
    budget_micro_usd: budget === undefined ? null : Number(budget.limit),
    budget_period: budget?.period ?? null,
    budget_soft_percent: budget?.softPercent ?? null,
  };
}

export function budgetOfColumns(row: BudgetColumns): BudgetPolicy | undefined {
  const { budget_micro_usd: limit, budget_period: period, budget_soft_percent: softPercent } = row;
  if (limit === null || period === null) return undefined;
  const policy = { limit: microUsd(BigInt(limit)), period: period as BudgetPeriod };
  return softPercent === null ? policy : { ...policy, softPercent };
}

export function budgetView(budget: BudgetPolicy | undefined): BudgetView | null {
  if (budget === undefined) return null;
  const { limit, period, softPercent } = budget;
  const view = { limit_usd: toUsd(limit), period };
  return softPercent === undefined ? view : { ...view, soft_percent: softPercent };
}

/** What a body says of a budget; null takes it away. */
export function budgetOfBody(body: BudgetDto | null): BudgetPolicy | undefined {
  if (body === null) return undefined;
  const { limit_usd: limit, period, soft_percent: softPercent } = body;
  const policy = { limit: microUsd(BigInt(Math.round(limit * 1e6))), period };
  return softPercent === undefined ? policy : { ...policy, softPercent };
}
