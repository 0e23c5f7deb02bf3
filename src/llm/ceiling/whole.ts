/** A whole number from 0 to `most`; for anything else `most`, which it is at most. */
export function wholeUpTo(most: number, value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? Math.min(value, most) : most;
}
