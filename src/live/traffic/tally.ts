import type { TrafficRow } from '../../storage';

/** What is to be added to rows of traffic, by slot and measure. */
export class Tally {
  readonly #bySlot = new Map<number, Map<string, number>>();
  #size = 0;

  /** @param most so many rows at most; what would be another is not counted */
  constructor(private readonly most: number) {}

  add(slot: number, measure: string, value: number): void {
    let measures = this.#bySlot.get(slot);
    if (measures === undefined) {
      measures = new Map<string, number>();
      this.#bySlot.set(slot, measures);
    }
    const before = measures.get(measure);
    if (before === undefined) {
      if (this.#size >= this.most) return;
      this.#size += 1;
    }
    measures.set(measure, (before ?? 0) + value);
  }

  get rows(): readonly TrafficRow[] {
    return [...this.#bySlot].flatMap(([slot, measures]) =>
      [...measures].map(([measure, value]) => ({ slot, measure, value })),
    );
  }
}
