/** Of one slot: an attack from more addresses than these is not one that an address tells anything of. */
const MOST_ADDRESSES = 256;

/** How often addresses came, as far as they are remembered. */
export class Addresses {
  readonly #counts = new Map<string, number>();

  note(address: string): void {
    const count = this.#counts.get(address) ?? 0;
    if (count > 0 || this.#counts.size < MOST_ADDRESSES) this.#counts.set(address, count + 1);
  }

  /** Those that came most often, with their counts. */
  static top(most: number, all: readonly Addresses[]): readonly (readonly [string, number])[] {
    const sums = new Map<string, number>();
    for (const one of all)
      for (const [address, count] of one.#counts) sums.set(address, (sums.get(address) ?? 0) + count);
    return [...sums].sort(([, one], [, other]) => other - one).slice(0, most);
  }
}
