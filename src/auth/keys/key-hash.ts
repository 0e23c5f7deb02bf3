import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SecretKeys } from '../../secrets';
import { keyFor, PerSecretKey } from '../secret-uses';

const USE = 'sallyport api key hash v1';

/** How a key is stored under one accepted SECRET_KEY. */
export interface AcceptedHash {
  readonly hash: string;
  /** Whether that SECRET_KEY is one from before. */
  readonly outdated: boolean;
}

/** HMAC-SHA256 under a pepper derived from SECRET_KEY, so that a stolen table opens nothing. */
export class KeyHasher {
  readonly #peppers: PerSecretKey<{ readonly pepper: Buffer; readonly outdated: boolean }>;

  constructor(keys: SecretKeys) {
    this.#peppers = new PerSecretKey(keys, (secretKey) => ({
      pepper: keyFor(USE, secretKey),
      outdated: keys.isRetired(secretKey),
    }));
  }

  hash(key: string): string {
    return hashUnder(this.#peppers.current.pepper, key);
  }

  /** Every form in which a key may be stored, that under the current SECRET_KEY first. */
  hashes(key: string): readonly AcceptedHash[] {
    return this.#peppers.accepted.map(({ pepper, outdated }) => ({ hash: hashUnder(pepper, key), outdated }));
  }
}

function hashUnder(pepper: Buffer, key: string): string {
  return createHmac('sha256', pepper).update(key).digest('base64url');
}

/** Compares two hashes in constant time. */
export function hashesEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
