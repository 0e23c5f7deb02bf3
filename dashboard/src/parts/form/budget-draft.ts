import type { Budget } from '@sallyport/client';
import { usd } from '../format';
import type { Faults } from './faults';

/** A budget as it stands in a form; the texts are as they were typed. */
export interface BudgetDraft {
  readonly period: Budget['period'] | 'none';
  readonly limit: string;
  readonly soft: string;
}

const PERIOD_WORDS: Readonly<Record<Budget['period'], string>> = {
  day: 'a day',
  month: 'a month',
  total: 'in all',
};

/** Such as "$5.00 a day". */
export function budgetWords(budget: Budget | null): string {
  return budget === null ? 'No budget of its own' : `${usd(budget.limit_usd)} ${PERIOD_WORDS[budget.period]}`;
}

export function budgetDraft(budget: Budget | null): BudgetDraft {
  if (budget === null) return { period: 'none', limit: '', soft: '' };
  return {
    period: budget.period,
    limit: String(budget.limit_usd),
    soft: budget.soft_percent === undefined ? '' : String(budget.soft_percent),
  };
}

/** What to send, and what cannot be sent. What is too much or too little the gateway says. */
export function budgetIn({ period, limit, soft }: BudgetDraft): {
  readonly budget: Budget | null;
  readonly faults: Faults;
} {
  if (period === 'none') return { budget: null, faults: {} };
  const limitUsd = numberIn(limit);
  const percent = numberIn(soft);
  return {
    budget: {
      period,
      limit_usd: limitUsd ?? 0,
      ...(percent !== undefined && soft.trim() !== '' && { soft_percent: percent }),
    },
    faults: {
      ...(limitUsd === undefined && { 'budget.limit_usd': 'Say how many US dollars, such as 25 or 0.50.' }),
      ...(percent === undefined &&
        soft.trim() !== '' && { 'budget.soft_percent': 'Say a number of percent.' }),
    },
  };
}

/** Undefined where it is no number, or nothing. */
export function numberIn(text: string): number | undefined {
  const value = Number(text.trim());
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
}
