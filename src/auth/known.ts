import { LRUCache } from 'lru-cache';
import type { Revocations } from './revocations';

/** How long a credential is known without a look-up. Revocation must hold within 1.5 s on every replica. */
const KNOWN_FOR_MS = 1000;
const CREDENTIALS_KNOWN = 10_000;

interface Found<T> {
  readonly looking: Promise<T | undefined>;
  /** What it came to, once it has. */
  value: T | undefined;
}

/** What look-ups found, for a second at most, and only until somebody revokes something. */
export class Known<T> {
  /** Look-ups under way are known too, so that a hundred requests at once make one. */
  readonly #found = new LRUCache<string, Found<T>>({
    max: CREDENTIALS_KNOWN,
    ttl: KNOWN_FOR_MS,
  });

  constructor(revocations: Revocations) {
    revocations.onWord(() => {
      this.#found.clear();
    });
  }

  /** What was found, without a wait; undefined where it has to be asked for. */
  recall(name: string): T | undefined {
    return this.#found.get(name)?.value;
  }

  /** Nothing found, and failures, are not remembered. */
  get(name: string, lookUp: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.#found.get(name);
    if (known !== undefined) return known.looking;
    const found: Found<T> = { looking: lookUp(), value: undefined };
    this.#found.set(name, found);
    const forget = (): void => {
      if (this.#found.peek(name) === found) this.#found.delete(name);
    };
    found.looking.then((value) => {
      if (value === undefined) forget();
      else found.value = value;
    }, forget);
    return found.looking;
  }
}
