import { RetryBudget } from './retry-budget';
import { UpstreamFailure } from './upstream-failure';

/** Full jitter: any time from none to this, doubled with each attempt ("Exponential Backoff And Jitter", AWS 2015). */
const FIRST_MS = 250;
const LONGEST_MS = 4000;

/** One request, however often it is sent. */
export interface Attempts {
  /** How often it was sent so far. */
  count: number;
  /** Epoch milliseconds; no attempt begins later. */
  readonly deadline: number;
  /** Waits for milliseconds, and rejects when the answer is no longer wanted. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Sends again what may fare better: at most so often, within the caller's time, and within a budget of the process. */
export class Retries {
  readonly #budget: RetryBudget;

  constructor(
    private readonly most: number,
    private readonly now: () => number,
    private readonly random: () => number = Math.random,
  ) {
    this.#budget = new RetryBudget(now);
  }

  /** Rejects with what the last attempt failed with. */
  async run<T>(attempts: Attempts, send: () => Promise<T>): Promise<T> {
    this.#budget.deposit();
    for (;;) {
      try {
        return await send();
      } catch (error) {
        const delayMs = error instanceof UpstreamFailure ? this.#nextAttempt(error, attempts) : undefined;
        if (delayMs === undefined) throw error;
        await attempts.pause(delayMs);
      }
    }
  }

  #nextAttempt({ prospects }: UpstreamFailure, { count, deadline }: Attempts): number | undefined {
    if (!prospects.again || count > this.most) return undefined;
    const jitter = this.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (count - 1));
    const delay = (prospects.waitSeconds ?? 0) * 1000 + jitter;
    return this.now() + delay < deadline && this.#budget.withdraw() ? delay : undefined;
  }
}
