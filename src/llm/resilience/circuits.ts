import {
  circuitBreaker,
  CircuitState,
  handleWhen,
  type CircuitBreakerPolicy,
  type IBreaker,
} from 'cockatiel';
import { LRUCache } from 'lru-cache';
import { CircuitOpen, UpstreamFailure } from './upstream-failure';

/** Callers name models as they like; those that nobody asked for lately are forgotten. */
const MODELS_REMEMBERED = 10_000;

export interface CircuitRules {
  /** Failed calls in a row that open a circuit. */
  readonly failureThreshold: number;
  readonly resetSeconds: number;
}

/**
 * A circuit for each model: after some failed calls in a row the provider is left alone for a while, then one call
 * probes it. A call fails by sickness only (timeouts, 5xx, 529, no connection), however many attempts it had.
 */
export class Circuits {
  readonly #circuits = new LRUCache<string, Circuit>({ max: MODELS_REMEMBERED });

  constructor(private readonly rules: CircuitRules) {}

  /** Runs a call unless the circuit of its model is open. @throws CircuitOpen, or what the call throws */
  run<T>(model: string, call: () => Promise<T>): Promise<T> {
    let circuit = this.#circuits.get(model);
    if (circuit === undefined) {
      circuit = new Circuit(model, this.rules);
      this.#circuits.set(model, circuit);
    }
    return circuit.run(call);
  }

  /** @throws CircuitOpen where a call would not be let through */
  requireClosed(model: string): void {
    this.#circuits.peek(model)?.requireClosed();
  }

  /** How an answer that had begun well came to its end; undefined: well. */
  ended(model: string, failure: unknown): void {
    this.#circuits.peek(model)?.ended(failure);
  }

  /** How each circuit is, those that were asked last first. */
  get states(): readonly { readonly model: string; readonly state: CircuitStateName }[] {
    return [...this.#circuits.entries()].map(([model, { stateName: state }]) => ({ model, state }));
  }

  /** The models whose circuit is open, or is being probed. */
  get open(): readonly string[] {
    return [...this.#circuits.entries()].filter(([, { isOpen }]) => isOpen).map(([model]) => model);
  }
}

/** `half_open`: one call is let through to see. */
export type CircuitStateName = 'closed' | 'half_open' | 'open';

class Circuit {
  readonly #run: SickRun;
  readonly #policy: CircuitBreakerPolicy;
  #openedAt = 0;
  /** What the last probe ended with whose caller would not wait: the circuit opens again. */
  #shownNothing: unknown;

  constructor(
    private readonly model: string,
    private readonly rules: CircuitRules,
  ) {
    this.#run = new SickRun(rules.failureThreshold);
    this.#policy = circuitBreaker(
      handleWhen((error) => isSick(error) || error === this.#shownNothing),
      { breaker: this.#run, halfOpenAfter: rules.resetSeconds * 1000 },
    );
    this.#policy.onBreak(() => {
      this.#openedAt = Date.now();
    });
  }

  get stateName(): CircuitStateName {
    const { state } = this.#policy;
    if (state === CircuitState.Closed) return 'closed';
    return state === CircuitState.HalfOpen ? 'half_open' : 'open';
  }

  get isOpen(): boolean {
    return this.#policy.state !== CircuitState.Closed;
  }

  requireClosed(): void {
    const { state } = this.#policy;
    const left = this.rules.resetSeconds - (Date.now() - this.#openedAt) / 1000;
    // One probe at a time; who comes meanwhile does not wait for it.
    if (state === CircuitState.HalfOpen) throw new CircuitOpen(this.model, 1);
    if (state === CircuitState.Open && left > 0) throw new CircuitOpen(this.model, left);
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    this.requireClosed();
    if (this.isOpen)
      return this.#policy.execute(this.#policy.state === CircuitState.Open ? () => this.#probe(call) : call);
    try {
      return await call();
    } catch (error) {
      if (isSick(error)) await this.#note(error as Error);
      throw error;
    }
  }

  /** What failed counts against the circuit as if the policy had run it. */
  async #note(failure: Error): Promise<void> {
    await this.#policy.execute(() => Promise.reject(failure)).catch(() => undefined);
  }

  async #probe<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (isNoAnswer(error)) this.#shownNothing = error;
      throw error;
    }
  }

  ended(failure: unknown): void {
    if (failure === undefined) this.#run.clear();
    else if (isSick(failure) && !this.isOpen) void this.#note(failure as Error);
  }
}

/** Counts failures in a row. An answer that begins well ends the row only when it also ends well. */
class SickRun implements IBreaker {
  state = 0;

  constructor(private readonly threshold: number) {}

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.clear();
  }

  failure(): boolean {
    this.state += 1;
    return this.state >= this.threshold;
  }

  clear(): void {
    this.state = 0;
  }
}

function isSick(error: unknown): boolean {
  return error instanceof UpstreamFailure && error.prospects.sick;
}

/** Neither an answer nor a failure of the provider: the call was called off, or its caller's time was up. */
function isNoAnswer(error: unknown): boolean {
  if (error instanceof UpstreamFailure) return error.code === 'upstream_timeout';
  return error instanceof DOMException && error.name === 'AbortError';
}
