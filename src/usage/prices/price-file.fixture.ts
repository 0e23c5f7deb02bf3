/** The columns that every price list has. */
export const COLUMNS = [
  'models',
  'prompt_tokens_over',
  'valid_from',
  'input',
  'output',
  'cache_write_5m',
  'cache_write_1h',
  'cache_read',
];

type Cells = readonly unknown[];

/** A row of one model: a token of input costs so many micro-USD, and the other kinds 5, 1.25, 2 and 0.1 times that. */
export function rowOf(model: string, usd: number, from = '2026-01-01', over = 0): Cells {
  const times = (factor: number): number => Number((usd * factor).toFixed(6));
  return [[model], over, from, usd, times(5), times(1.25), times(2), times(0.1)];
}

/** The text of a price list; what is given comes in the place of what every list has. */
export function priceFile(part: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    note: 'a list',
    columns: COLUMNS,
    rows: [rowOf('small', 1)],
    unknown: [],
    ...part,
  });
}
