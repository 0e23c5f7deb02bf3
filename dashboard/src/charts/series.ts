/** One value over time. */
export interface Series {
  readonly label: string;
  /** A variable of `styles/base.css`. */
  readonly colour: `--${string}`;
  readonly shape: 'bars' | 'line' | 'area';
  /** One for each time; null where there is none. */
  readonly values: readonly (number | null)[];
}

/**
 * Series that stand on each other, as sums from the ground: each of its own value and those of all before it. Where none
 * of them has a value there is none.
 */
export function stacked(series: readonly Series[]): (number | null)[][] {
  const sums: (number | null)[] = [];
  return series.map(({ values }) =>
    values.map((value, at) => {
      const below = sums[at] ?? null;
      return (sums[at] = value === null && below === null ? null : (value ?? 0) + (below ?? 0));
    }),
  );
}

/** What a plot is given: the times, and then what is painted first, as the last of a stack is behind all others. */
export function plotData(
  times: readonly number[],
  series: readonly Series[],
  isStacked: boolean,
): [number[], ...(number | null)[][]] {
  const values = isStacked ? stacked(series).reverse() : series.map((one) => [...one.values]);
  return [[...times], ...values];
}

/** Whether there is anything to see. */
export function isEmpty(series: readonly Series[]): boolean {
  return series.every(({ values }) => values.every((value) => value === null || value === 0));
}

/** What the chart shows, in a sentence for who does not see it: of each series its range, and what it is now. */
export function inWords(series: readonly Series[], format: (value: number) => string): string {
  return series
    .map(({ label, values }) => {
      const known = values.filter((value) => value !== null);
      const last = known.at(-1);
      if (last === undefined) return `${label}: none.`;
      const [least, most] = [Math.min(...known), Math.max(...known)];
      return `${label}: between ${format(least)} and ${format(most)}, ${format(last)} at the end.`;
    })
    .join(' ');
}
