import { hkdfSync } from 'node:crypto';
import type { SecretKeys } from '../secrets';

/** A key of its own for one use of SECRET_KEY: HKDF-SHA256 (RFC 5869) with the use as its label. */
export function keyFor(use: string, secretKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', use, 32));
}

/** What is made of each accepted SECRET_KEY, in their order: once after each change, and not at each use. */
export class PerSecretKey<T> {
  #from: readonly string[] = [];
  #made: readonly T[] = [];

  constructor(
    private readonly keys: SecretKeys,
    private readonly make: (secretKey: string) => T,
  ) {}

  get current(): T {
    return this.accepted[0] as T;
  }

  get accepted(): readonly T[] {
    const { accepted } = this.keys;
    if (accepted !== this.#from) {
      this.#made = accepted.map((secretKey) => this.make(secretKey));
      this.#from = accepted;
    }
    return this.#made;
  }
}
