import { LRUCache } from 'lru-cache';
import type { Revocations } from './revocations';

/** How long a credential is known without a look-up. Revocation must hold within 1.5 s on every replica. */
const KNOWN_FOR_MS = 1000;
const CREDENTIALS_KNOWN = 10_000;

/** What look-ups found, for a second at most, and only until somebody revokes something. */
export class Known<T> {
  /** Look-ups under way are known too, so that a hundred requests at once make one. */
  readonly #found = new LRUCache<string, Promise<T | undefined>>({
    max: CREDENTIALS_KNOWN,
    ttl: KNOWN_FOR_MS,
  });

  constructor(revocations: Revocations) {
    revocations.onWord(() => {
      this.#found.clear();
    });
  }

  /** Nothing found, and failures, are not remembered. */
  get(name: string, lookUp: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const found = lookUp();
    this.#found.set(name, found);
    const forget = (): void => {
      if (this.#found.peek(name) === found) this.#found.delete(name);
    };
    found.then((value) => {
      if (value === undefined) forget();
    }, forget);
    return found;
  }
}
