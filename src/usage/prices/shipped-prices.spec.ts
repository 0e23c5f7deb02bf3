import { NO_USAGE } from '../../kernel';
import { parsePriceDocument } from './price-document';
import { shippedPrices } from './shipped-prices';
import data from './prices.json';

const KINDS = [
  'inputTokens',
  'outputTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'cacheReadTokens',
] as const;
const FIRST_PRICE = data.columns.indexOf('input');
const CACHE_READ = data.columns.indexOf('cache_read');

/** The cells as they were written, for each model and kind of tokens. */
const written = data.rows.flatMap((cells) => {
  const [models, over, from] = cells as [readonly string[], number, string];
  const usd = (column: number): number => cells[column] as number;
  return models.flatMap((model) =>
    KINDS.map((kind, at) => ({ model, over, from, kind, usd: usd(FIRST_PRICE + at), read: usd(CACHE_READ) })),
  );
});

/** The moment before the next row of the same model and tier; the end of time for the last one. */
function lastMomentOf({ model, over, from }: (typeof written)[number]): number {
  const later = written.filter((row) => row.model === model && row.over === over && row.from > from);
  return Math.min(...later.map((row) => Date.parse(row.from)), Date.UTC(2100, 0, 1)) - 1;
}

describe('the price list that is built in', () => {
  it.each(written)('$model over $over from $from: $kind at $usd USD a million', (row) => {
    // 1,000 tokens of a kind; the rest of a long prompt is reads, whose price is taken off again.
    const filler = row.over === 0 ? 0 : row.over + 1000;
    const reads = { ...NO_USAGE, cacheReadTokens: filler };
    const usage = { ...reads, [row.kind]: reads[row.kind] + 1000 };
    for (const at of [Date.parse(row.from), lastMomentOf(row)]) {
      const cost = Number(shippedPrices().cost(row.model, usage, { at, surcharges: [] }));
      expect(row.usd).toBeGreaterThan(0);
      expect(cost - Math.round(filler * row.read)).toBe(row.usd * 1000);
    }
  });

  it('says itself what it is taken for where a list does not', () => {
    const { web_search, surcharges, ...rest } = data;
    const text = JSON.stringify(data);
    expect([web_search, surcharges]).toEqual([0.01, { fast: 6, inference_geo: 1.1 }]);
    expect(parsePriceDocument(JSON.stringify(rest))).toEqual(parsePriceDocument(text));
  });

  it('names what nobody knows the price of, and has no price for it', () => {
    const models = data.unknown.filter((name) => name.startsWith('claude-'));
    expect(models.length).toBeGreaterThan(0);
    for (const model of models) expect(shippedPrices().knows(model)).toBe(false);
  });
});
