/** Bounds lie a factor of 2^(1/8) apart: what is read from them is up to 9 % too small. */
const PER_DOUBLING = 8;
/** From a thousandth of the threshold to a thousand times it. */
const HALF = 10 * PER_DOUBLING;

/**
 * Times in buckets whose bounds are laid around a threshold: how far a time is from it is told to 9 %, on which side it
 * lies exactly.
 */
export class Latencies {
  readonly #counts = new Uint32Array(2 * HALF + 1);

  /** @param thresholdMs over 0 */
  constructor(private readonly thresholdMs: number) {}

  note(ms: number): void {
    const steps = Math.floor(PER_DOUBLING * Math.log2(Math.max(ms, 0) / this.thresholdMs));
    const at = Math.min(Math.max(steps, -HALF), HALF) + HALF;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /**
   * The time (ms) that a share of all requests took at most, by nearest rank and as the lower bound of its bucket;
   * 0 where there were none.
   */
  static quantile(share: number, all: readonly Latencies[]): number {
    const thresholdMs = all[0]?.thresholdMs ?? 0;
    const countOf = (at: number): number => all.reduce((sum, one) => sum + (one.#counts[at] ?? 0), 0);
    const counts = Array.from({ length: 2 * HALF + 1 }, (_, at) => countOf(at));
    let left = Math.ceil(share * counts.reduce((sum, count) => sum + count, 0));
    if (left === 0) return 0;
    const at = counts.findIndex((count) => (left -= count) <= 0);
    return at === 0 ? 0 : thresholdMs * 2 ** ((at - HALF) / PER_DOUBLING);
  }
}
