import { median } from '../parts/load';

/** How far the middle half of the values is apart, as a share of their median. One odd round of five does not show. */
export function spread(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const outside = Math.floor(sorted.length / 4);
  const middle = sorted.slice(outside, sorted.length - outside);
  return ((middle.at(-1) ?? NaN) - (middle[0] ?? NaN)) / median(sorted);
}
