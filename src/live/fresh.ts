import type { Clock } from '../kernel';

/** What many ask for at once, and is asked for once: a promise that is kept for some milliseconds. */
export class Fresh<T> {
  #kept: Promise<T> | undefined;
  #until = 0;

  constructor(
    private readonly keepMs: number,
    private readonly clock: Clock,
    private readonly ask: () => Promise<T>,
  ) {}

  /** Failures are kept as long as the rest. */
  get(): Promise<T> {
    const now = this.clock.now();
    if (this.#kept === undefined || now >= this.#until) {
      this.#until = now + this.keepMs;
      this.#kept = this.ask();
    }
    return this.#kept;
  }
}
