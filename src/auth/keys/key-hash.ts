import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyFor } from '../secret-uses';

const USE = 'sallyport api key hash v1';

/** HMAC-SHA256 under a pepper derived from SECRET_KEY, so that a stolen table opens nothing. */
export class KeyHasher {
  readonly #pepper: Buffer;
  readonly #previousPepper: Buffer | undefined;

  constructor(secretKey: string, previousSecretKey?: string) {
    this.#pepper = keyFor(USE, secretKey);
    this.#previousPepper = previousSecretKey === undefined ? undefined : keyFor(USE, previousSecretKey);
  }

  hash(key: string): string {
    return hashUnder(this.#pepper, key);
  }

  /** The hash of a key that was stored before SECRET_KEY changed; undefined while no SECRET_KEY_PREVIOUS is set. */
  previousHash(key: string): string | undefined {
    return this.#previousPepper === undefined ? undefined : hashUnder(this.#previousPepper, key);
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
