import { nameOf, type Counter } from './counters';
import type { Change } from './counter-statements';

/** Sums of changes, one for each counter. Amounts are micro-USD, far below 2^53. */
export class CounterSums {
  readonly #sums = new Map<string, { scope: string; period: string; spent: number; reserved: number }>();

  add(
    counters: readonly Counter[],
    { spent = 0, reserved = 0 }: Partial<Pick<Change, 'spent' | 'reserved'>>,
  ): void {
    for (const counter of counters) {
      const name = nameOf(counter);
      const sum = this.#sums.get(name);
      if (sum === undefined) this.#sums.set(name, { ...counter, spent, reserved });
      else {
        sum.spent += spent;
        sum.reserved += reserved;
      }
    }
  }

  of(counter: Counter): Pick<Change, 'spent' | 'reserved'> {
    return this.#sums.get(nameOf(counter)) ?? { spent: 0, reserved: 0 };
  }

  /** In one order for all replicas, so that none waits for another that waits for it. */
  get sorted(): readonly Change[] {
    return [...this.#sums.values()].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  }
}
