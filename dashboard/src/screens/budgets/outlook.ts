import type { BudgetReport, BudgetState } from '@sallyport/client';

/** A budget as it is shown: one that an administrator sees, or one of the reader's own. */
export type ShownBudget = Omit<BudgetReport, 'scope'> & { readonly scope: BudgetState['scope'] };

/**
 * - `spent`: nothing is left, calls are refused
 * - `short`: at the pace so far it will be spent before it begins anew
 * - `near`: most of it is spent
 */
export type Outlook = 'spent' | 'short' | 'near' | 'fine';

/** From this share on a budget is nearly spent, where the gateway does not tell. */
const NEAR_PERCENT = 80;
/** The first minutes of a period tell nothing of its pace: it counts as if this much had passed, as at the gateway. */
const LEAST_PASSED_MS = 3_600_000;

/** How a budget stands. */
export function outlookOf(budget: ShownBudget): Outlook {
  const { limit_usd: limit, spent_usd: spent, remaining_usd: left, forecast_usd: forecast } = budget;
  if (left <= 0) return 'spent';
  if (forecast !== null && forecast > limit) return 'short';
  return spent >= (limit * budget.soft_percent) / 100 ? 'near' : 'fine';
}

/** A budget of the reader's own, with the forecast that its period allows. */
export function reportOf(state: BudgetState, now: Date = new Date()): ShownBudget {
  const begun = periodBegan(state);
  const ends = state.resets_at === null ? undefined : Date.parse(state.resets_at);
  const forecast =
    begun === undefined || ends === undefined
      ? null
      : (state.spent_usd * (ends - begun)) / Math.max(now.getTime() - begun, LEAST_PASSED_MS);
  return {
    ...state,
    id: null,
    name: null,
    soft_percent: NEAR_PERCENT,
    period_started_at: begun === undefined ? null : new Date(begun).toISOString(),
    forecast_usd: forecast,
  };
}

/**
 * When it will be spent at the pace so far, as an ISO instant; undefined: not before it begins anew, or there is no pace.
 */
export function spentBy(budget: ShownBudget, now: Date = new Date()): string | undefined {
  const { period_started_at: begun, limit_usd: limit, spent_usd: spent } = budget;
  if (outlookOf(budget) !== 'short' || begun === null || spent <= 0) return undefined;
  const elapsed = Math.max(now.getTime() - Date.parse(begun), LEAST_PASSED_MS);
  return new Date(Date.parse(begun) + (elapsed * limit) / spent).toISOString();
}

/** Days and months are those of UTC, and end at their midnight. */
function periodBegan({ period, resets_at: resets }: BudgetState): number | undefined {
  if (resets === null || period === 'total') return undefined;
  const end = new Date(resets);
  if (period === 'day') end.setUTCDate(end.getUTCDate() - 1);
  else end.setUTCMonth(end.getUTCMonth() - 1);
  return end.getTime();
}
