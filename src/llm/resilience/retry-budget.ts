/** Retries per request that the process allows itself in the long run. */
const PER_REQUEST = 0.1;
/** So that a quiet gateway retries at all: what a second adds, and what it starts with. */
const PER_SECOND = 0.5;
const AT_START = 4;
/** After a good time: so few that two hundred requests of which a third fails are still sent 1.2 times at most. */
const MOST = 8;

/**
 * How many retries the whole process may still make: a tenth of its requests, and a few more where there are few. A
 * sick provider is so asked little more often than a well one (after Finagle's RetryBudget).
 */
export class RetryBudget {
  #left = AT_START;
  #at: number;

  constructor(private readonly now: () => number) {
    this.#at = now();
  }

  /** A request comes in. */
  deposit(): void {
    this.#left = Math.min(MOST, this.#left + PER_REQUEST);
  }

  /** Whether one more retry is allowed; it is taken if so. */
  withdraw(): boolean {
    const now = this.now();
    this.#left = Math.min(MOST, this.#left + Math.max(0, now - this.#at) * (PER_SECOND / 1000));
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
