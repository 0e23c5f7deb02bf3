import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock, GatewayError, type Signal } from '../kernel';
import { Drain } from '../http';
import { ActiveUpstream } from './active-upstream';
import { Circuits, type CircuitStateName } from './resilience/circuits';
import { Patience } from './resilience/patience';
import { Retries } from './resilience/retries';
import { UpstreamFailure } from './resilience/upstream-failure';
import type { Upstream } from './upstream';

/** The upstream as everybody asks it: again where that helps, and not at all while it is sick. */
@Injectable()
export class UpstreamCaller {
  readonly #circuits: Circuits;
  readonly #retries: Retries;
  /** The longest silence of the provider that is borne. */
  readonly #timeoutMs: number;
  #lastCall: 'none' | 'answered' | 'failed' = 'none';

  constructor(
    private readonly upstream: ActiveUpstream,
    clock: Clock,
    { upstream: { circuit, maxRetries, timeoutMs } }: GatewayConfig,
    private readonly drain: Drain,
  ) {
    this.#timeoutMs = timeoutMs;
    this.#circuits = new Circuits(circuit);
    this.#retries = new Retries(maxRetries, () => clock.now());
  }

  get id(): string {
    return this.upstream.id;
  }

  /** How the last call that was not called off went; for the health report. */
  get lastCall(): 'none' | 'answered' | 'failed' {
    return this.#lastCall;
  }

  /** How the circuits of this process are, those that were asked last first. */
  get circuits(): readonly { readonly model: string; readonly state: CircuitStateName }[] {
    return this.#circuits.states;
  }

  /** The models whose circuit is open. */
  get openCircuits(): readonly string[] {
    return this.#circuits.open;
  }

  /**
   * Runs one call, which the gateway lets come to its end when it is told to end itself. Its time runs from now.
   * @param departure ends the call when it fires
   */
  async patiently<T>(
    departure: Signal | undefined,
    waitsMs: number | undefined,
    work: (patience: Patience) => Promise<T>,
  ): Promise<T> {
    const over = this.drain.enter();
    const { cut } = this.drain;
    const ends = departure === undefined ? [cut] : [departure, cut];
    const silenceMs = Math.min(this.#timeoutMs, waitsMs ?? Infinity);
    // That a caller would not wait says nothing of the provider.
    const patience = new Patience(silenceMs, ends, silenceMs === this.#timeoutMs);
    try {
      return await work(patience);
    } finally {
      patience.end();
      over();
    }
  }

  /**
   * Asks by `ask` until an answer has begun, or once, and counts how often, and whether the last time may have cost something.
   * @throws CircuitOpen, or what the last attempt failed with
   */
  async call<T>(
    model: string,
    patience: Patience,
    counter: { attempts: number; isOpen: boolean },
    ask: (upstream: Upstream) => Promise<T>,
    once = false,
  ): Promise<T> {
    const pause = (ms: number): Promise<void> => patience.pause(ms);
    let hadAnswered = false;
    const attempts = { count: 0, deadline: patience.deadline, pause };
    const attempt = async (): Promise<T> => {
      patience.signal.throwIfAborted();
      attempts.count += 1;
      counter.attempts = attempts.count;
      counter.isOpen = true;
      try {
        return await ask(this.upstream);
      } catch (error) {
        hadAnswered ||= error instanceof UpstreamFailure && error.hadAnswered;
        if (error instanceof GatewayError) counter.isOpen = hadAnswered;
        throw error;
      }
    };
    const answer = (): Promise<T> =>
      (once ? attempt() : this.#retries.run(attempts, attempt)).catch((error: unknown) => {
        throw patience.explain(error);
      });
    try {
      return await this.#circuits.run(model, answer);
    } catch (error) {
      if (error instanceof UpstreamFailure) this.#lastCall = 'failed';
      throw error;
    }
  }

  /** @throws CircuitOpen where nobody is let through to a model */
  requireClosed(model: string): void {
    this.#circuits.requireClosed(model);
  }

  /** How an answer that had begun came to its end; `failure` is undefined where it ended well. */
  ended(model: string, failure?: unknown): void {
    if (failure === undefined) this.#lastCall = 'answered';
    else if (failure instanceof UpstreamFailure) this.#lastCall = 'failed';
    this.#circuits.ended(model, failure);
  }
}
