import type { Lease } from './lease';

/** What each holder has under way in this process. Who has nothing under way costs no memory. */
export class MemoryLeases {
  constructor(private readonly held = new Map<string, number>()) {}

  isFull(holder: string, max: number): boolean {
    return (this.held.get(holder) ?? 0) >= max;
  }

  /** Undefined where `max` are held. */
  take(holder: string, max: number): Lease | undefined {
    if (this.isFull(holder, max)) return undefined;
    this.held.set(holder, (this.held.get(holder) ?? 0) + 1);
    let isHeld = true;
    return {
      release: () => {
        if (isHeld) this.#giveBack(holder);
        isHeld = false;
      },
    };
  }

  #giveBack(holder: string): void {
    const left = (this.held.get(holder) ?? 0) - 1;
    if (left > 0) this.held.set(holder, left);
    else this.held.delete(holder);
  }
}
