import fc from 'fast-check';
import { NO_USAGE, type Usage } from '../kernel';
import { Prices } from './prices';
import data from './prices.json';

const prices = new Prices();
const AT = Date.UTC(2026, 10, 21);
const MILLION: Usage = {
  inputTokens: 1e6,
  outputTokens: 1e6,
  cacheWrite5mTokens: 1e6,
  cacheWrite1hTokens: 1e6,
  cacheReadTokens: 1e6,
};
const KINDS = Object.keys(MILLION) as (keyof Usage)[];

/** Micro-USD of a number of tokens of one kind; a prompt of small size unless the kind is part of it. */
const costOf = (model: string, kind: keyof Usage, tokens: number, at = AT): number =>
  Number(prices.cost(model, { ...NO_USAGE, [kind]: tokens }, at));

const COLUMNS = [
  ['inputTokens', 'input'],
  ['outputTokens', 'output'],
  ['cacheWrite5mTokens', 'cache_write_5m'],
  ['cacheWrite1hTokens', 'cache_write_1h'],
  ['cacheReadTokens', 'cache_read'],
] as const;

const rows = data.rows.flatMap((row) =>
  row.models.flatMap((model) => COLUMNS.map(([kind, column]) => ({ ...row, model, kind, usd: row[column] }))),
);

/** The moment before the next row of the same model and tier; the end of time for the last one. */
const lastMomentOf = ({ model, prompt_tokens_over, valid_from }: (typeof rows)[number]): number =>
  Math.min(
    ...data.rows
      .filter((next) => next.models.includes(model) && next.prompt_tokens_over === prompt_tokens_over)
      .map((next) => Date.parse(next.valid_from))
      .filter((begins) => begins > Date.parse(valid_from)),
    Date.UTC(2100, 0, 1),
  ) - 1;

describe('the price list', () => {
  it.each(rows)('$model over $prompt_tokens_over from $valid_from: $kind at $usd USD a million', (row) => {
    // 1,000 tokens of a kind; the rest of a long prompt is reads, whose price is taken off again.
    const filler = row.prompt_tokens_over === 0 ? 0 : row.prompt_tokens_over + 1000;
    const reads = { ...NO_USAGE, cacheReadTokens: filler };
    const usage = { ...reads, [row.kind]: reads[row.kind] + 1000 };
    for (const at of [Date.parse(row.valid_from), lastMomentOf(row)]) {
      const others = Math.round(filler * row.cache_read);
      expect(Number(prices.cost(row.model, usage, at)) - others).toBe(row.usd * 1000);
    }
  });

  it('has what every row of a price needs, and dates that can be read', () => {
    for (const { usd, valid_from, prompt_tokens_over } of rows) {
      expect(usd).toBeGreaterThan(0);
      expect(Date.parse(valid_from)).not.toBeNaN();
      expect(Number.isInteger(prompt_tokens_over)).toBe(true);
    }
  });
});

describe('the price of a call', () => {
  it('of claude-sonnet-5-5 changes for cache reads on 2026-10-07, midnight UTC', () => {
    const change = Date.UTC(2026, 9, 7);
    expect(costOf('claude-sonnet-5-5', 'cacheReadTokens', 1e6, change - 1)).toBe(200_000);
    expect(costOf('claude-sonnet-5-5', 'cacheReadTokens', 1e6, change)).toBe(100_000);
    expect(costOf('claude-sonnet-5-5', 'outputTokens', 1e6, change)).toBe(10_000_000);
  });

  it('from before the first row is by the first row', () => {
    expect(costOf('claude-sonnet-5-5', 'cacheReadTokens', 1e6, 0)).toBe(200_000);
  });

  it.each<[Partial<Usage>, number]>([
    [{ inputTokens: 100_000 }, 10_000],
    [{ inputTokens: 100_001 }, 50_001],
    [{ inputTokens: 100_000, outputTokens: 1000 }, 10_500],
    [{ inputTokens: 100_001, outputTokens: 1000 }, 52_501],
    [{ inputTokens: 50_000, cacheReadTokens: 50_001 }, 27_501],
    [{ inputTokens: 1, cacheWrite5mTokens: 50_000, cacheWrite1hTokens: 50_000 }, 81_251],
    [{ outputTokens: 200_000 }, 100_000],
  ])('of claude-haiku-5-5 is by the tier of its whole prompt: %j is %i micro-USD', (usage, cost) => {
    expect(Number(prices.cost('claude-haiku-5-5', { ...NO_USAGE, ...usage }, AT))).toBe(cost);
  });

  it.each([
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['claude-opus-4-5-20251101', 'claude-opus-4-5'],
    ['claude-sonnet-5-5-20260101', 'claude-sonnet-5-5'],
  ])('of the snapshot %s is that of %s', (snapshot, model) => {
    for (const kind of KINDS) expect(costOf(snapshot, kind, 1e6)).toBe(costOf(model, kind, 1e6));
  });

  it.each([
    'claude-fable-9',
    'gpt-5',
    '',
    'claude-haiku-4-5-2025',
    'claude-haiku-4-5-latest',
    '__proto__',
    'CLAUDE-HAIKU-4-5',
  ])('of the unknown model %j is that of the dearest', (model) => {
    for (const kind of KINDS) {
      const dearest = Math.max(
        ...data.rows.flatMap(({ models }) => models.map((known) => costOf(known, kind, 1e6))),
      );
      expect(costOf(model, kind, 1e6)).toBe(dearest);
    }
  });

  it.each([
    ['claude-haiku-5-5', { inputTokens: 1 }, 1n],
    ['claude-haiku-5-5', { inputTokens: 10 }, 1n],
    ['claude-haiku-5-5', { inputTokens: 11 }, 2n],
    ['claude-haiku-5-5', { cacheWrite5mTokens: 8 }, 1n],
    ['claude-haiku-5-5', { cacheWrite5mTokens: 9 }, 2n],
    ['claude-sonnet-5-5', {}, 0n],
    ['unknown', {}, 0n],
  ] as const)('of %s for %j is rounded up to %d, in all and not by part', (model, usage, cost) => {
    expect(prices.cost(model, { ...NO_USAGE, ...usage }, AT)).toBe(cost);
  });

  it('is never negative, and never falls when any count grows', () => {
    const count = fc.oneof(fc.nat({ max: 2_000_000 }), fc.constantFrom(0, 99_999, 100_000, 100_001));
    const usage = fc.record({
      inputTokens: count,
      outputTokens: count,
      cacheWrite5mTokens: count,
      cacheWrite1hTokens: count,
      cacheReadTokens: count,
    });
    const model = fc.constantFrom('unknown', ...data.rows.flatMap(({ models }) => models));
    fc.assert(
      fc.property(
        model,
        usage,
        fc.constantFrom(...KINDS),
        fc.nat({ max: 200_000 }),
        (of, before, kind, more) => {
          const cost = prices.cost(of, before, AT);
          const after = prices.cost(of, { ...before, [kind]: before[kind] + more }, AT);
          expect(cost >= 0n).toBe(true);
          expect(after >= cost).toBe(true);
        },
      ),
    );
  });

  it('is the same whatever order the rows are in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(data.rows, { minLength: data.rows.length }), (shuffled) => {
        const other = new Prices(shuffled);
        for (const { models } of data.rows)
          for (const model of models)
            expect(other.cost(model, MILLION, AT)).toBe(prices.cost(model, MILLION, AT));
      }),
    );
  });
});
