const HOUR_MS = 3_600_000;

/** Work that is done again and again, an hour apart, off the path of requests; where it fails, the next hour tries again. */
export class HourlyRounds {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #isEnding = false;

  /** @param failed hears of a round that did not come to its end */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Whether a round under way should come to its end. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Does the first round after so many milliseconds. */
  begin(firstMs: number): void {
    this.#timer = setTimeout(() => {
      this.#round = this.work()
        .catch(this.failed)
        .finally(() => {
          if (!this.#isEnding) this.begin(HOUR_MS);
        });
    }, firstMs);
    this.#timer.unref();
  }

  /** No round begins any more. Resolves when the one under way is over. */
  async end(): Promise<void> {
    this.#isEnding = true;
    clearTimeout(this.#timer);
    await this.#round;
  }
}
