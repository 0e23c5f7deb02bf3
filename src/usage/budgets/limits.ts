import type { GatewayConfig } from '../../config';
import type { BudgetPeriod, BudgetPolicy, MicroUsd, Principal } from '../../kernel';
import { GATEWAY, periodOf, type Counter } from './counters';

/** A budget that a call has to fit into. */
export interface Limit {
  readonly counter: Counter;
  readonly period: BudgetPeriod;
  readonly limit: MicroUsd;
  /** What is spent when alerts are raised. */
  readonly soft: MicroUsd;
}

/** The budgets of a caller at a time (epoch ms): of its token, of its key or user, and of the whole gateway. */
export function limitsOf(
  { token, countedAs, budget }: Pick<Principal, 'token' | 'countedAs' | 'budget'>,
  { dailyBudget, budgetSoftPercent }: GatewayConfig['usage'],
  at: number,
): readonly Limit[] {
  const limits: Limit[] = [];
  const add = (scope: string, { limit, period, softPercent }: BudgetPolicy): void => {
    const soft = ((limit * BigInt(softPercent ?? budgetSoftPercent)) / 100n) as MicroUsd;
    limits.push({ counter: { scope, period: periodOf(at, period) }, period, limit, soft });
  };
  if (token?.maxCost !== undefined) add(`token:${token.id}`, { limit: token.maxCost, period: 'total' });
  if (budget !== undefined) add(countedAs, budget);
  if (dailyBudget !== undefined) add(GATEWAY, { limit: dailyBudget, period: 'day' });
  return limits;
}
