import {
  ALL_CAPABILITIES,
  capabilitiesOf,
  parseNetworks,
  type BudgetPolicy,
  type Mode,
  type OnDisconnect,
  type RateLimitPolicy,
  type Rights,
  type Role,
} from '../../kernel';

/** What an administrator decides about a key. */
export interface KeySettings {
  readonly name: string;
  readonly role: Role;
  readonly mode: Mode;
  /** Networks the key works from; empty means any. */
  readonly allowedIps: readonly string[];
  /** Origins of pages the key works from, or `*`; empty means that it is for servers. */
  readonly allowedOrigins: readonly string[];
  /** Empty means any, as below. */
  readonly models: readonly string[];
  readonly queryTypes: readonly string[];
  /** Names of capabilities and presets; empty is strict. Administrators have all of them. */
  readonly capabilities: readonly string[];
  readonly onDisconnect: OnDisconnect;
  /** The key's own limit; undefined: the gateway's. */
  readonly rateLimit: RateLimitPolicy | undefined;
  readonly maxConcurrency: number | undefined;
  readonly budget: BudgetPolicy | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number | undefined;
}

/** The secrets of a key, as they are stored. */
export interface StoredSecrets {
  /** Keyed hash of the whole key. */
  readonly hash: string;
  /** Sealed; undefined: requests need no signature. */
  readonly signingSecret: string | undefined;
}

/** An API key as the gateway knows it: everything but the key. */
export interface ApiKey extends KeySettings, StoredSecrets {
  readonly id: string;
  /** What the last rotation replaced, and until when it is still good. */
  readonly previous: (StoredSecrets & { readonly until: number }) | undefined;
  /** Epoch milliseconds: of the last rotation; browser tokens from before it end with its grace. */
  readonly tokensValidFrom: number;
  /** Epoch milliseconds, as the next one. */
  readonly createdAt: number;
  readonly revokedAt: number | undefined;
}

/** The settings of a key for which nobody decided anything but the name and the role. */
export function keySettings(given: Pick<KeySettings, 'name' | 'role'> & Partial<KeySettings>): KeySettings {
  return {
    mode: 'full',
    allowedIps: [],
    allowedOrigins: [],
    models: [],
    queryTypes: [],
    capabilities: [],
    onDisconnect: 'abort',
    rateLimit: undefined,
    maxConcurrency: undefined,
    budget: undefined,
    expiresAt: undefined,
    ...given,
  };
}

/** What a key of these settings may do. */
export function rightsOfKey(key: KeySettings): Rights {
  const { role, mode, rateLimit, maxConcurrency, budget, expiresAt } = key;
  return {
    role,
    mode,
    allowedNetworks: key.allowedIps.length === 0 ? undefined : parseNetworks(key.allowedIps),
    origins: originsOf(key.allowedOrigins),
    models: boundOf(key.models),
    queryTypes: boundOf(key.queryTypes),
    capabilities: role === 'admin' ? ALL_CAPABILITIES : capabilitiesOf(key.capabilities),
    rateLimit,
    maxConcurrency,
    budget,
    expiresAt,
  };
}

function originsOf(allowed: readonly string[]): Rights['origins'] {
  if (allowed.length === 0) return 'servers';
  return allowed.includes('*') ? 'any' : allowed;
}

function boundOf(names: readonly string[]): readonly string[] | undefined {
  return names.length === 0 ? undefined : names;
}
