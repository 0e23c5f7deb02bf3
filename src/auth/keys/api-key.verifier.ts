import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, parseNetworks, type Principal } from '../../kernel';
import { invalidCredential } from '../invalid-credential';
import type { ApiKey } from './api-key';
import { apiKeyId } from './api-key-format';
import { ApiKeyStore } from './api-key.store';
import { hashesEqual, KeyHasher } from './key-hash';

/** How long a key is known without a look-up. Revocation must hold within 1.5 s on every replica. */
const KNOWN_FOR_MS = 1000;
const KEYS_KNOWN = 10_000;

/** Compared where there is no such key, so that unknown and wrong keys take the same time. */
const NO_HASH = 'A'.repeat(43);

interface KnownKey {
  readonly principal: Principal;
  /** Epoch milliseconds; Infinity for a key without an end. */
  readonly expiresAt: number;
}

/** Tells whose key it is. Every refusal is the same `credential_invalid`, whatever was wrong. */
@Injectable()
export class ApiKeyVerifier {
  /** Under the hash of the whole key: a right id with a wrong secret finds nothing here. */
  readonly #known = new LRUCache<string, KnownKey>({ max: KEYS_KNOWN, ttl: KNOWN_FOR_MS });

  constructor(
    private readonly store: ApiKeyStore,
    private readonly hasher: KeyHasher,
    private readonly clock: Clock,
  ) {}

  /** @throws GatewayError `credential_invalid`, or `store_unavailable` when nobody can tell */
  async verify(key: string): Promise<Principal> {
    const id = apiKeyId(key);
    if (id === undefined) throw invalidCredential();
    const hash = this.hasher.hash(key);
    const { principal, expiresAt } = this.#known.get(hash) ?? (await this.#lookUp(id, hash));
    if (expiresAt <= this.clock.now()) throw invalidCredential();
    return principal;
  }

  async #lookUp(id: string, hash: string): Promise<KnownKey> {
    const apiKey = await this.store.find(id);
    if (!hashesEqual(apiKey?.hash ?? NO_HASH, hash) || apiKey?.revokedAt !== undefined)
      throw invalidCredential();
    if (apiKey === undefined) throw invalidCredential();
    const known = { principal: principalOf(apiKey), expiresAt: apiKey.expiresAt ?? Infinity };
    this.#known.set(hash, known);
    return known;
  }
}

function principalOf({ id, name, role, allowedIps, rateLimit }: ApiKey): Principal {
  return {
    id: `key:${id}`,
    credential: 'api_key',
    keyId: id,
    name,
    role,
    allowedNetworks: allowedIps.length === 0 ? undefined : parseNetworks(allowedIps),
    rateLimit,
  };
}
