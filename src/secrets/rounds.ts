/** Looks taken again and again, and one soon after each hint. */
export class Rounds {
  #timer: NodeJS.Timeout | undefined;
  readonly #ends: (() => void)[] = [];
  #ended = false;

  /**
   * Takes a round, again and again. Never longer apart than `everyMs`, within which every gateway is to have seen a
   * change, and mostly less, so that many gateways do not ask at once.
   */
  repeat(everyMs: number, round: () => Promise<void>, random: () => number): void {
    const again = (): void => {
      if (this.#ended) return;
      this.#timer = setTimeout(() => void round().then(again), everyMs * (0.8 + 0.2 * random())).unref();
    };
    again();
  }

  /** Takes a look some milliseconds after a hint, however many more there are until then. */
  onHint(
    subscribe: (hint: () => void) => (() => void) | undefined,
    afterMs: number,
    look: () => Promise<void>,
  ): void {
    let settling: NodeJS.Timeout | undefined;
    const end = subscribe(() => {
      settling ??= setTimeout(() => {
        settling = undefined;
        void look();
      }, afterMs).unref();
    });
    this.#ends.push(() => {
      clearTimeout(settling);
      end?.();
    });
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends.splice(0)) end();
  }
}
