/** The strongest of the tints of metrics.css, `heat-0` to `heat-9`. */
const STRONGEST = 9;

/** The tint of a share within the range that a map shows: the same share always has the same tint on one map. */
export function heatOf(
  share: number,
  { low, high }: { readonly low: number; readonly high: number },
): number {
  if (high <= low) return STRONGEST;
  return Math.round((STRONGEST * (Math.min(high, Math.max(low, share)) - low)) / (high - low));
}

/** What the rates after the start range over; the start itself is always 1 and says nothing. */
export function heatRange(rates: readonly (readonly number[])[]): {
  readonly low: number;
  readonly high: number;
} {
  const later = rates.flatMap((row) => row.slice(1));
  if (later.length === 0) return { low: 0, high: 1 };
  return { low: Math.min(...later), high: Math.max(...later) };
}
