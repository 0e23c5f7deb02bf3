import { GatewayError, LightSignal, pause, unlessAborted, type Signal } from '../kernel';

/** How long one caller waits for others: until its client leaves, and never longer than it is told. Must be ended. */
export class WaitLimit {
  readonly #over = new LightSignal();
  readonly #timer: NodeJS.Timeout;
  readonly #leave = (): void => {
    this.#over.abort(this.departure.reason);
  };

  constructor(
    private readonly departure: Signal,
    longestMs: number,
  ) {
    this.#timer = setTimeout(() => {
      const detail = 'An earlier request with this `Idempotency-Key` is still under way';
      this.#over.abort(new GatewayError('overloaded', detail, { extras: { retry_after: 1 } }));
    }, longestMs).unref();
    if (departure.aborted) this.#leave();
    else departure.addEventListener('abort', this.#leave, { once: true });
  }

  get over(): boolean {
    return this.#over.aborted;
  }

  /**
   * What the event brings.
   * @throws the reason of the departure, or GatewayError `overloaded`, where that comes first
   */
  until<T>(event: Promise<T>): Promise<T> {
    return unlessAborted(event, this.#over);
  }

  /** Some time, in milliseconds. Raises what `until` raises. */
  pause(ms: number): Promise<void> {
    return pause(ms, this.#over);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.departure.removeEventListener('abort', this.#leave);
  }
}
