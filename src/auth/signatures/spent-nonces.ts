import type { Clock } from '../../kernel';

/** Nonces in this process, each until its time is over. It holds so many and forgets none before that. */
export class SpentNonces {
  /** When each is over, in epoch milliseconds; all live equally long, so the first to come is the first to go. */
  readonly #ends = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly lifeMs: number,
    private readonly capacity: number,
  ) {}

  /** Whether it was still unspent; undefined where there is no room for it. */
  spend(nonce: string): boolean | undefined {
    const now = this.clock.now();
    this.#forgetThoseOver(now);
    if (this.#ends.has(nonce)) return false;
    if (this.#ends.size >= this.capacity) return undefined;
    this.#ends.set(nonce, now + this.lifeMs);
    return true;
  }

  /** Milliseconds until the oldest is over. */
  get roomInMs(): number {
    const [oldest] = this.#ends.values();
    return oldest === undefined ? 0 : Math.max(0, oldest - this.clock.now());
  }

  #forgetThoseOver(now: number): void {
    for (const [nonce, end] of this.#ends) {
      if (end > now) return;
      this.#ends.delete(nonce);
    }
  }
}
