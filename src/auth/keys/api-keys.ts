import { Injectable } from '@nestjs/common';
import { Clock, parseNetwork, ROLES, type RateLimitPolicy, type Role } from '../../kernel';
import type { ApiKey } from './api-key';
import { apiKeyId, newApiKey } from './api-key-format';
import { ApiKeyStore } from './api-key.store';
import { KeyHasher } from './key-hash';

/** What a new key may do. */
export interface ApiKeyRequest {
  readonly name: string;
  readonly role: Role;
  readonly allowedIps?: readonly string[];
  readonly rateLimit?: RateLimitPolicy;
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

const NAME = /^[\p{L}\p{N} ._@:/-]{1,80}$/u;

/** The life of API keys: made, listed, revoked. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly hasher: KeyHasher,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a key and returns it for the only time.
   * @throws RangeError naming what is wrong with the request
   */
  async create(request: ApiKeyRequest): Promise<{ readonly key: string; readonly apiKey: ApiKey }> {
    const { key } = newApiKey();
    return { key, apiKey: await this.add(key, request) };
  }

  /** Stores a key that was made elsewhere, as BOOTSTRAP_ADMIN_KEY is. */
  async add(key: string, request: ApiKeyRequest): Promise<ApiKey> {
    const id = apiKeyId(key);
    if (id === undefined)
      throw new RangeError('The key is not of the form that `npm run keys -- generate` prints');
    requireSound(request);
    const apiKey: ApiKey = {
      id,
      name: request.name,
      role: request.role,
      hash: this.hasher.hash(key),
      allowedIps: request.allowedIps ?? [],
      rateLimit: request.rateLimit,
      createdAt: this.clock.now(),
      expiresAt: request.expiresAt,
      revokedAt: undefined,
    };
    await this.store.add(apiKey);
    return apiKey;
  }

  list(): Promise<readonly ApiKey[]> {
    return this.store.list();
  }

  /** Whether a key of that id was in use until now. */
  revoke(id: string): Promise<boolean> {
    return this.store.revoke(id, this.clock.now());
  }
}

function requireSound({ name, role, allowedIps = [], rateLimit }: ApiKeyRequest): void {
  if (!NAME.test(name))
    throw new RangeError('The name should be 1 to 80 letters, digits, spaces or any of ._@:/-');
  if (!ROLES.includes(role)) throw new RangeError(`The role should be one of ${ROLES.join(', ')}`);
  for (const network of allowedIps) {
    if (parseNetwork(network) === undefined) {
      throw new RangeError(
        'Each allowed IP should be an address or CIDR network such as 10.0.0.0/8 or 2001:db8::/32',
      );
    }
  }
  for (const part of rateLimit === undefined ? [] : [rateLimit.maxRequests, rateLimit.windowSeconds]) {
    if (!Number.isInteger(part) || part < 1)
      throw new RangeError('A rate limit should be two whole numbers, such as 100/60');
  }
}
