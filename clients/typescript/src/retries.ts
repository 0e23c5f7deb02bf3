import { AbortedError, ConnectionError, SallyportError, TimeoutError } from './errors.js';
import type { Patience } from './patience.js';

/** Refusals that were given before anything was done. A store that is away may have taken a change before it went. */
const NOTHING_DONE: readonly string[] = [
  'overloaded',
  'shutting_down',
  'upstream_unavailable',
  'request_timeout',
];

export interface RetryRules {
  readonly maxRetries: number;
  readonly retryDelay: { readonly initial: number; readonly max: number };
}

/** The attempts of one call. */
export class Retries {
  #made = 0;
  readonly #rules: RetryRules;
  readonly #patience: Patience;
  readonly #repeatable: boolean;

  /** @param repeatable whether it may be sent again though it may have been carried out */
  constructor(rules: RetryRules, patience: Patience, repeatable: boolean) {
    this.#rules = rules;
    this.#patience = patience;
    this.#repeatable = repeatable;
  }

  /**
   * Waits until the next attempt.
   * @throws the error, where another attempt cannot change it, is one too many, or would come too late
   */
  async after(error: unknown): Promise<void> {
    if (this.#made >= this.#rules.maxRetries || !mayRepeat(error, this.#repeatable)) throw error;
    const wait = delayOf(this.#made, this.#rules.retryDelay) + (error.retryAfter ?? 0) * 1000;
    if (wait >= this.#patience.left) throw error;
    this.#made += 1;
    await this.#patience.sleep(wait);
  }
}

/** Whether a later attempt may end otherwise, and may be made. */
export function mayRepeat(error: unknown, repeatable: boolean): error is SallyportError {
  if (!(error instanceof SallyportError) || error.shouldRetry === false) return false;
  if (error instanceof AbortedError || error instanceof TimeoutError) return false;
  if (error instanceof ConnectionError) return repeatable;
  switch (error.status) {
    case 429:
      return true;
    case 408:
    case 503:
      return repeatable || NOTHING_DONE.includes(error.code);
    case 502:
    case 504:
      // Of the gateway's own: the provider has failed, also after the gateway's retries, and may have been paid.
      return repeatable && error.problem === undefined;
    default:
      return false;
  }
}

/** Milliseconds: "full jitter" (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015). */
export function delayOf(
  made: number,
  { initial, max }: RetryRules['retryDelay'],
  random = Math.random,
): number {
  return random() * Math.min(max, initial * 2 ** made);
}
