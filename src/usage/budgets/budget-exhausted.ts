import { GatewayError, microUsd, toUsd, type MicroUsd, type Principal } from '../../kernel';
import type { Reservation, Shortage } from '../ledger/ledger-entry';
import { endOfPeriod, GATEWAY, type Counter } from './counters';

/** A call that does not fit into a budget. */
export class BudgetExhausted extends GatewayError {
  constructor(
    detail: string,
    extras: ConstructorParameters<typeof GatewayError>[2],
    /** What is left of the tightest budget, in micro-USD. */
    readonly left: number,
  ) {
    super('budget_exhausted', detail, extras);
  }
}

/**
 * Why a call was refused: the budget that will hold it up longest, and for ever where not even the least that the call
 * could need is in it.
 */
export function budgetExhausted(
  shortages: readonly Shortage[],
  { ceiling, createdAt }: Reservation,
  least: MicroUsd,
  principal: Pick<Principal, 'role' | 'credential'>,
): BudgetExhausted {
  const told = shortages.map((shortage) => {
    const { limit, period } = shortage.limit;
    const resetsAt = least > limit ? null : endOfPeriod(createdAt, period);
    return { ...shortage, resetsAt, isTooSmall: least > limit };
  });
  const { limit, spent, reserved, resetsAt, isTooSmall } = told.reduce((one, other) =>
    waitOf(other) > waitOf(one) ? other : one,
  );
  const [scope = ''] = limit.counter.scope.split(':');
  const whole = Number(limit.limit);
  const amounts = { limit_usd: usd(whole), spent_usd: usd(spent), reserved_usd: usd(reserved) };
  const isShown = maySee(limit.counter, principal);
  const budget = {
    scope,
    period: limit.period,
    ...(isShown ? amounts : {}),
    needed_usd: usd(Number(ceiling)),
  };
  const name = `${NAMES[scope] ?? scope}${isShown ? `, ${dollars(whole)} ${PER[limit.period]}` : ''}`;
  const needs = `can cost up to ${dollars(Number(ceiling))}`;
  const rest = isShown ? ` (${dollars(Math.max(0, whole - spent - reserved))} left)` : '';
  const reset = resetsAt === null ? 'it does not reset' : `it resets at ${resetsAt}`;
  const detail = isTooSmall
    ? `This request ${needs} and can never fit into the budget of ${name}; ask for fewer tokens (\`max_tokens\`) or send less`
    : `The budget of ${name}${isShown ? ',' : ''} has too little left for this request, which ${needs}${rest}; ${reset}`;
  const lefts = shortages.map((one) => Number(one.limit.limit) - one.spent - one.reserved);
  return new BudgetExhausted(detail, { extras: { budget, resets_at: resetsAt } }, Math.min(...lefts));
}

const NAMES: Readonly<Record<string, string>> = {
  gateway: 'this gateway',
  key: 'this key',
  user: 'this user',
  token: 'this token',
};
const PER = { day: 'a day', month: 'a month', total: 'in all' } as const;

function waitOf({ resetsAt }: { readonly resetsAt: string | null }): number {
  return resetsAt === null ? Infinity : Date.parse(resetsAt);
}

/**
 * Whether somebody is told the amounts of a budget. That of the whole gateway is for administrators and readers
 * (CONTRACT section 2); a page, which is in the hands of strangers, is told of its own token's alone.
 */
export function maySee(
  { scope }: Counter,
  { role, credential }: Pick<Principal, 'role' | 'credential'>,
): boolean {
  if (credential === 'browser_token') return scope.startsWith('token:');
  return scope !== GATEWAY || role === 'admin' || role === 'readonly';
}

function usd(amount: number): number {
  return toUsd(microUsd(BigInt(amount)));
}

/** As people write it: `$0.0125`. */
function dollars(amount: number): string {
  return `$${(amount / 1e6).toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}
