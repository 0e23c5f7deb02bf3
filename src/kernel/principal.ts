import type { Capability } from './capabilities';
import type { MicroUsd } from './micro-usd';
import type { Network } from './network';
import type { OriginPolicy } from './origin';

/** Roles from the narrowest to the widest; each may do what those before it may. CONTRACT section 2. */
export const ROLES = ['readonly', 'analyst', 'member', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** `viewer` only reads, whatever the role. */
export const MODES = ['viewer', 'full'] as const;

export type Mode = (typeof MODES)[number];

/** Whether `role` carries at least the rights of `required`. */
export function atLeast(role: Role, required: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(required);
}

/** What becomes of a call whose client leaves: it ends at once, or its answer is taken to the end and paid in full. */
export const ON_DISCONNECT = ['abort', 'drain'] as const;

export type OnDisconnect = (typeof ON_DISCONNECT)[number];

/** How many requests one caller may make in one window. */
export interface RateLimitPolicy {
  readonly maxRequests: number;
  readonly windowSeconds: number;
}

/** The periods of budgets: days and months of UTC, or all time. */
export const BUDGET_PERIODS = ['day', 'month', 'total'] as const;

export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** How much money one caller may spend in one period. */
export interface BudgetPolicy {
  readonly limit: MicroUsd;
  readonly period: BudgetPeriod;
  /** Percent of the limit from which on alerts are raised; undefined: the gateway's. */
  readonly softPercent?: number | undefined;
}

/** What somebody may do, and within which bounds. A bound that is undefined is none. */
export interface Rights {
  readonly role: Role;
  readonly mode: Mode;
  /** Networks that the credential works from. */
  readonly allowedNetworks: readonly Network[] | undefined;
  readonly origins: OriginPolicy;
  readonly models: readonly string[] | undefined;
  readonly queryTypes: readonly string[] | undefined;
  /** What it may use of Claude's own API beyond an ordinary request. */
  readonly capabilities: ReadonlySet<Capability>;
  /** A limit of its own; undefined: the gateway's. */
  readonly rateLimit: RateLimitPolicy | undefined;
  readonly maxConcurrency: number | undefined;
  readonly budget: BudgetPolicy | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number | undefined;
}

/** Who is asking, as far as a credential has proved it. */
export interface Principal extends Rights {
  /** The owner of what is made or asked, such as `key:4fK2…` or `user:9aB3…`; stable across credentials of one owner. */
  readonly id: string;
  /** Whose limits a request counts against: what a key has minted counts as the key. */
  readonly countedAs: string;
  readonly credential: 'api_key' | 'user_token' | 'browser_token' | 'metrics_token';
  /** The API key at the root of the credential; null where a user is. */
  readonly keyId: string | null;
  readonly name: string;
  /** Epoch milliseconds: of the last change that ended all tokens; those minted now carry it. */
  readonly tokensValidFrom: number;
  /** The token that was presented; undefined for a key. */
  readonly token: PresentedToken | undefined;
  /** What signs the requests of this key; undefined: they need no signature. */
  readonly signingSecret: string | undefined;
  /** Whether a call goes on to its end when its client leaves. */
  readonly onDisconnect: OnDisconnect;
}

/** A token, as far as later stages need to know it. */
interface PresentedToken {
  readonly id: string;
  /** The log-in that it descends from; undefined for tokens of an API key. */
  readonly session: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Whether its requests are counted against a cap of its own. */
  readonly countsRequests: boolean;
  /** All the money that it may spend. */
  readonly maxCost: MicroUsd | undefined;
}
