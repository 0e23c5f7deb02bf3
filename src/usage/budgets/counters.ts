import type { BudgetPeriod } from '../../kernel';

/** One sum of money: of a scope, in one period. */
export interface Counter {
  /** `gateway`, `key:4fK2…`, `user:9aB3…` or `token:` and its id. */
  readonly scope: string;
  /** `2026-11-21`, `2026-11` or `total`. */
  readonly period: string;
}

export const GATEWAY = 'gateway';

const DAY_MS = 86_400_000;

/** Whose money a call spends; read from its row in the ledger as well as from its caller. */
export interface Spender {
  readonly keyId: string | null;
  readonly userId: string | null;
  readonly tokenId: string | null;
  readonly tokenHasBudget: boolean;
  /** Epoch milliseconds: the call counts in the day and month in which it was reserved. */
  readonly createdAt: number;
}

/** The name of the period that an instant (epoch ms) lies in, by UTC. */
export function periodOf(at: number, period: BudgetPeriod): string {
  if (period === 'total') return period;
  const day = dayOf(at);
  return period === 'day' ? day : day.slice(0, 7);
}

/** The day that was last asked for: the next one who asks means it, too. */
let last = { number: NaN, name: '' };

function dayOf(at: number): string {
  const number = Math.floor(at / DAY_MS);
  if (number !== last.number) last = { number, name: new Date(at).toISOString().slice(0, 10) };
  return last.name;
}

/** When the period of an instant began, as ISO 8601; null: it is all time. */
export function startOfPeriod(at: number, period: BudgetPeriod): string | null {
  return period === 'total' ? null : new Date(periodOf(at, period)).toISOString();
}

/** When the period of an instant ends, as ISO 8601; null: never. */
export function endOfPeriod(at: number, period: BudgetPeriod): string | null {
  if (period === 'total') return null;
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const end = period === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1);
  return new Date(end).toISOString();
}

/** The owner that budgets are set for: the key at the root of the credential, or the user. */
function ownerOf({ keyId, userId }: Pick<Spender, 'keyId' | 'userId'>): string {
  return keyId === null ? `user:${userId ?? ''}` : `key:${keyId}`;
}

/** Those of callers who came lately. */
const known = new Map<string, readonly Counter[]>();
const MOST_KNOWN = 5000;

/**
 * Every counter that a call counts in, the same list for the same caller and day. Each is kept whether or not anybody
 * has set a budget, so that a budget that is set later knows what its period has cost so far.
 */
export function countersOf(spender: Spender): readonly Counter[] {
  const { createdAt: at, tokenId, tokenHasBudget } = spender;
  const owner = ownerOf(spender);
  const token = tokenHasBudget && tokenId !== null ? `token:${tokenId}` : undefined;
  const day = dayOf(at);
  const name = `${day} ${owner} ${token ?? ''}`;
  let counters = known.get(name);
  if (counters === undefined) {
    counters = [
      { scope: GATEWAY, period: day },
      { scope: owner, period: day },
      { scope: owner, period: periodOf(at, 'month') },
      { scope: owner, period: 'total' },
      ...(token === undefined ? [] : [{ scope: token, period: 'total' }]),
    ];
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, counters);
  }
  return counters;
}

export function nameOf({ scope, period }: Counter): string {
  return `${scope} ${period}`;
}
