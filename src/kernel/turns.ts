/** So long may work hold the event loop at a time: a fifth of the lag that nobody should meet with. */
const LONGEST_MS = 10;
/** To look at the clock costs more than most steps. */
const STEPS_BETWEEN_LOOKS = 256;

/** Work that waits for its next turn; of several one goes on in each round of the event loop, so that turns do not add up. */
const waiting: (() => void)[] = [];

function giveTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(giveTurn);
}

/**
 * Long work in pieces, between which everybody else has a turn:
 *
 *     for (const row of rows) {
 *       if (turns.areDue()) await turns.next();
 *       …
 *     }
 */
export class Turns {
  #began = performance.now();
  #steps = 0;

  /** @param steps how many steps came since it was asked last, each some fraction of a microsecond */
  areDue(steps = 1): boolean {
    this.#steps += steps;
    if (this.#steps < STEPS_BETWEEN_LOOKS) return false;
    this.#steps = 0;
    return performance.now() - this.#began > LONGEST_MS;
  }

  /** Resolves when others have had theirs. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(giveTurn);
    });
    this.#began = performance.now();
  }
}
