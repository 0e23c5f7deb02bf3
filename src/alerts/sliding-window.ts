/** Parts of a window; the oldest one falls out as a whole. */
const SLOTS = 30;

/** What was counted within the last span of time, in a fixed number of slots: the memory does not grow with the counts. */
export class SlidingWindow<Slot> {
  readonly #slotMs: number;
  /** In the order of their numbers, which only grow. */
  readonly #slots: { readonly number: number; readonly slot: Slot }[] = [];

  /** @param empty makes a slot that nothing was counted in */
  constructor(
    windowMs: number,
    private readonly empty: () => Slot,
  ) {
    this.#slotMs = windowMs / SLOTS;
  }

  /** The slot of a time (epoch ms). */
  at(now: number): Slot {
    const number = this.#turnTo(now);
    const last = this.#slots.at(-1);
    // A clock that was set back a little counts on in the same slot.
    if (last !== undefined && last.number >= number) return last.slot;
    const slot = this.empty();
    this.#slots.push({ number, slot });
    return slot;
  }

  /** What was counted in the window that ends at a time (epoch ms). */
  upTo(now: number): readonly Slot[] {
    this.#turnTo(now);
    return this.#slots.map(({ slot }) => slot);
  }

  #turnTo(now: number): number {
    const number = Math.floor(now / this.#slotMs);
    // A clock that was set back by more than a window would keep the old counts for as long.
    if ((this.#slots.at(-1)?.number ?? number) - number > SLOTS) this.#slots.length = 0;
    while ((this.#slots[0]?.number ?? number) <= number - SLOTS) this.#slots.shift();
    return number;
  }
}
