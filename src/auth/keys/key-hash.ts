import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 under a pepper that HKDF-SHA256 (RFC 5869) derives from SECRET_KEY, so that a stolen table opens nothing. */
export class KeyHasher {
  readonly #pepper: Buffer;

  constructor(secretKey: string) {
    this.#pepper = Buffer.from(hkdfSync('sha256', secretKey, '', 'sallyport api key hash v1', 32));
  }

  hash(key: string): string {
    return createHmac('sha256', this.#pepper).update(key).digest('base64url');
  }
}

/** Compares two hashes in constant time. */
export function hashesEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
