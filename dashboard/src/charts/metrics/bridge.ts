import type { MrrBalance } from './readings';

/** A bar of a waterfall: a level that stands on the ground, or a change that hangs between two levels. */
export interface BridgeBar {
  readonly name: string;
  readonly kind: 'level' | 'gain' | 'loss';
  /** What it adds, negative where it takes away; of a level: how high it is. */
  readonly amount: number;
  readonly from: number;
  readonly to: number;
}

/** From the MRR at the start to that at the end, movement by movement. */
export function bridgeOf(balance: MrrBalance): readonly BridgeBar[] {
  const changes = [
    ['New', balance.new_mrr],
    ['Expansion', balance.expansion_mrr],
    ['Contraction', -balance.contraction_mrr],
    ['Churn', -balance.churned_mrr],
  ] as const;
  let level = balance.starting_mrr;
  const bars = changes.map(([name, amount]): BridgeBar => {
    const from = level;
    level = from + amount;
    return { name, kind: amount < 0 ? 'loss' : 'gain', amount, from, to: level };
  });
  return [levelBar('Start', balance.starting_mrr), ...bars, levelBar('End', balance.ending_mrr)];
}

const levelBar = (name: string, amount: number): BridgeBar => ({
  name,
  kind: 'level',
  amount,
  from: 0,
  to: amount,
});

/**
 * The range that the bars are drawn in. Movements that are small beside the levels would not be seen from zero on, so the
 * axis begins higher then; `cut` says that it does.
 */
export function bridgeRange(bars: readonly BridgeBar[]): {
  readonly low: number;
  readonly high: number;
  readonly cut: boolean;
} {
  const high = Math.max(...bars.flatMap(({ from, to }) => [from, to]), 0);
  const changing = bars.filter(({ kind }) => kind !== 'level').flatMap(({ from, to }) => [from, to]);
  const lowest = Math.min(...changing, high);
  const span = high - lowest;
  // The movements get at least about half of the height.
  const low = lowest - span;
  if (low <= 0 || span === 0) return { low: Math.min(0, lowest), high, cut: false };
  return { low, high, cut: true };
}
