import type { Network } from './network';

/** Roles from the narrowest to the widest; each may do what those before it may. CONTRACT section 2. */
export const ROLES = ['readonly', 'analyst', 'member', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** Whether `role` carries at least the rights of `required`. */
export function atLeast(role: Role, required: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(required);
}

/** How many requests one caller may make in one window. */
export interface RateLimitPolicy {
  readonly maxRequests: number;
  readonly windowSeconds: number;
}

/** Who is asking, as far as a credential has proved it. */
export interface Principal {
  /** Stable across credentials of one owner, such as `key:4fK2…`; the name that limits and the ledger count under. */
  readonly id: string;
  readonly credential: 'api_key';
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  /** Networks that the credential works from; undefined means any. */
  readonly allowedNetworks: readonly Network[] | undefined;
  /** The credential's own limit; undefined: the gateway's. */
  readonly rateLimit: RateLimitPolicy | undefined;
}
