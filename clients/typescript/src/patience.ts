import { AbortedError, TimeoutError } from './errors.js';

/** How long a call goes on: until its signal fires or its time is over. `end` has to be called. */
export class Patience {
  readonly #controller = new AbortController();
  readonly #theirs: AbortSignal | undefined;
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = 0;

  /** @param milliseconds 0: as long as it takes */
  constructor(signal: AbortSignal | undefined, milliseconds: number) {
    this.#theirs = signal;
    this.#milliseconds = milliseconds;
    if (signal?.aborted === true) this.#abort();
    else signal?.addEventListener('abort', this.#abort, { once: true });
    this.renew();
  }

  /** Fired with the error that the call ends with. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds. */
  get left(): number {
    return this.#milliseconds === 0 ? Infinity : this.#over - Date.now();
  }

  /** Something has come: the time begins anew. */
  renew(): void {
    if (this.#milliseconds === 0) return;
    clearTimeout(this.#timer);
    this.#over = Date.now() + this.#milliseconds;
    this.#timer = setTimeout(() => {
      this.#controller.abort(new TimeoutError(this.#milliseconds));
    }, this.#milliseconds);
  }

  /** Whoever takes what has come takes their own time. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Waits for something that goes on for others though this call ends. */
  async until<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this;
    // Whatever becomes of it is of no interest any more.
    promise.catch(() => undefined);
    if (signal.aborted) throw signal.reason as Error;
    let stop: () => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      stop = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop);
    });
    try {
      return await Promise.race([promise, ended]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.until(new Promise((resolve) => (timer = setTimeout(resolve, milliseconds))));
    } finally {
      clearTimeout(timer);
    }
  }

  /** What is under way is broken off. */
  end(): void {
    clearTimeout(this.#timer);
    this.#theirs?.removeEventListener('abort', this.#abort);
    if (!this.signal.aborted) this.#controller.abort(new AbortedError());
  }

  readonly #abort = (): void => {
    this.#controller.abort(new AbortedError(this.#theirs?.reason));
  };
}
