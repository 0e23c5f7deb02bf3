import type { RateLimitPolicy, Role } from '../../kernel';

/** An API key as the gateway knows it: everything but the key. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
  /** Networks the key works from; empty means any. */
  readonly allowedIps: readonly string[];
  /** The key's own limit; undefined: the gateway's. */
  readonly rateLimit: RateLimitPolicy | undefined;
  /** Epoch milliseconds, as the next two. */
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
}
