import { principalOf } from '../../auth/principal.fixture';
import { configOf } from '../../config/config.fixture';
import {
  microUsd,
  NO_USAGE,
  type BudgetPeriod,
  type BudgetPolicy,
  type Clock,
  type Principal,
} from '../../kernel';
import type { Database } from '../../storage';
import { BudgetEvents, type BudgetWarning } from '../budgets/budget-events';
import { parsePriceDocument } from '../prices/price-document';
import { priceFile } from '../prices/price-file.fixture';
import { PriceList } from '../prices/price-list';
import { Ledger } from './ledger';
import type { CallResult, Reservation } from './ledger-entry';
import { Orphans } from './orphans';

/** How long a call is believed to be under way without a sign of life. */
export const LEASE_MS = 30_000;
export const DAY_MS = 86_400_000;

/** One process of the gateway, as far as it counts money. */
export interface Replica {
  readonly ledger: Ledger;
  readonly orphans: Orphans;
  /** Told of soft limits. */
  readonly warnings: BudgetWarning[];
}

export function replicaOf(
  database: Database,
  clock: Clock,
  env: Readonly<Record<string, string>> = {},
): Replica {
  const warnings: BudgetWarning[] = [];
  const events = new BudgetEvents();
  events.onWarning((warning) => warnings.push(warning));
  const ledger = new Ledger(database, clock, events, configOf(env));
  return { ledger, orphans: new Orphans(database, ledger, clock), warnings };
}

/** The model `unit`, whose tokens of any kind cost so many micro-USD each. */
export function unitPrices(perToken = 1): PriceList {
  const prices = Array.from({ length: 5 }, () => perToken);
  return new PriceList(parsePriceDocument(priceFile({ rows: [[['unit'], 0, '2026-01-01', ...prices]] })));
}

export function budgetOf(limit: number, period: BudgetPeriod = 'day', softPercent?: number): BudgetPolicy {
  return { limit: microUsd(BigInt(limit)), period, softPercent };
}

/** Somebody with that key, and whatever else is said. */
export function keyOf(keyId: string, budget?: BudgetPolicy, part: Partial<Principal> = {}): Principal {
  const id = `key:${keyId}`;
  return principalOf({ id, countedAs: id, keyId, budget, ...part });
}

export function userOf(userId: string, budget?: BudgetPolicy, part: Partial<Principal> = {}): Principal {
  const id = `user:${userId}`;
  return principalOf({ id, countedAs: id, keyId: null, credential: 'user_token', budget, ...part });
}

/** A page's token of a key, that may spend so many micro-USD where that is said. */
export function pageOf(owner: Principal, tokenId: string, maxCost?: number): Principal {
  return {
    ...owner,
    id: `${owner.id}/page`,
    credential: 'browser_token',
    token: {
      id: tokenId,
      session: undefined,
      expiresAt: 0,
      countsRequests: false,
      maxCost: maxCost === undefined ? undefined : microUsd(BigInt(maxCost)),
    },
  };
}

type Plan = Parameters<Ledger['reserve']>[0];

/** A call that can cost so many micro-USD. */
export function planOf(ceiling: number, principal = keyOf('abc'), prices = unitPrices()): Plan {
  const { id, keyId, countedAs, token } = principal;
  return {
    call: {
      requestId: 'req_1',
      principal: id,
      keyId,
      userId: keyId === null ? countedAs.slice('user:'.length) : null,
      tokenId: token?.id ?? null,
      tokenHasBudget: token?.maxCost !== undefined,
      route: '/api/query',
      queryType: null,
      upstream: 'fake',
      model: 'unit',
      sessionId: null,
    },
    principal,
    ceiling: microUsd(BigInt(ceiling)),
    prices,
  };
}

/** A call that used so many tokens. */
export function resultOf(tokens: number, part: Partial<CallResult> = {}): CallResult {
  return {
    model: 'unit',
    parts: [{ model: undefined, usage: { ...NO_USAGE, inputTokens: tokens } }],
    surcharges: [],
    state: 'settled',
    outcome: 'answered',
    latencyMs: 12,
    firstTokenMs: 3,
    attempts: 1,
    ...part,
  };
}

/** What became of asking for a reservation: it, or the code of the refusal. */
export async function asked({ ledger }: Pick<Replica, 'ledger'>, plan: Plan): Promise<Reservation | string> {
  try {
    return await ledger.reserve(plan);
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}
