import fc from 'fast-check';
import { NO_USAGE, type Surcharge, type Usage } from '../../kernel';
import { parsePriceDocument } from './price-document';
import { priceFile, rowOf } from './price-file.fixture';
import { PriceList } from './price-list';
import { shippedPrices } from './shipped-prices';

const AT = Date.UTC(2026, 10, 21);
const TOKENS = [
  'inputTokens',
  'outputTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'cacheReadTokens',
] as const;

const list = shippedPrices();
const listOf = (...rows: unknown[]): PriceList => new PriceList(parsePriceDocument(priceFile({ rows })));

interface Terms {
  readonly at?: number;
  readonly surcharges?: readonly Surcharge[];
  readonly by?: PriceList;
}

/** Micro-USD by the shipped list unless another is named. */
function costOf(
  model: string,
  usage: Partial<Usage>,
  { at = AT, surcharges = [], by = list }: Terms = {},
): number {
  return Number(by.cost(model, { ...NO_USAGE, ...usage }, { at, surcharges }));
}

describe('over time', () => {
  it('a day replayed hour by hour changes its price at midnight (UTC), and for cache reads only', () => {
    const noon = Date.UTC(2026, 9, 6, 12);
    const hours = Array.from({ length: 24 }, (_, hour) => noon + hour * 3_600_000);
    const of = (usage: Partial<Usage>): number[] =>
      hours.map((at) => costOf('claude-sonnet-5-5', usage, { at }));
    expect(of({ cacheReadTokens: 1e6 })).toEqual([...Array(12).fill(200_000), ...Array(12).fill(100_000)]);
    expect(of({ outputTokens: 1e6 })).toEqual(Array(24).fill(10_000_000));
  });

  it('it changes with the millisecond, and from before the first row it is by the first row', () => {
    const change = Date.UTC(2026, 9, 7);
    const usage = { cacheReadTokens: 1e6 };
    expect(costOf('claude-sonnet-5-5', usage, { at: change - 1 })).toBe(200_000);
    expect(costOf('claude-sonnet-5-5', usage, { at: change })).toBe(100_000);
    expect(costOf('claude-sonnet-5-5', usage, { at: 0 })).toBe(200_000);
  });

  it('a tier holds from its own day on', () => {
    const by = listOf(rowOf('a', 1), rowOf('a', 9, '2026-06-01', 100));
    const usage = { inputTokens: 101 };
    expect(costOf('a', usage, { by, at: Date.UTC(2026, 5, 1) - 1 })).toBe(101);
    expect(costOf('a', usage, { by, at: Date.UTC(2026, 5, 1) })).toBe(909);
    expect(costOf('a', usage, { by, at: 0 })).toBe(101);
  });
});

describe('the tier', () => {
  it('changes with the token after the hundred thousandth of the prompt, and for all of it', () => {
    const lengths = Array.from({ length: 41 }, (_, at) => 99_980 + at);
    for (const length of lengths) {
      const tenths = length > 100_000 ? 5 : 1;
      const reads = 90_000;
      const rest = length - reads;
      expect(costOf('claude-haiku-5-5', { inputTokens: length })).toBe(Math.ceil((length * tenths) / 10));
      expect(costOf('claude-haiku-5-5', { inputTokens: rest, cacheReadTokens: reads })).toBe(
        Math.ceil(((rest * 10 + reads) * tenths) / 100),
      );
    }
  });

  it.each<[Partial<Usage>, number]>([
    [{ inputTokens: 100_000 }, 10_000],
    [{ inputTokens: 100_001 }, 50_001],
    [{ inputTokens: 100_000, outputTokens: 1000 }, 10_500],
    [{ inputTokens: 100_001, outputTokens: 1000 }, 52_501],
    [{ inputTokens: 50_000, cacheReadTokens: 50_001 }, 27_501],
    [{ inputTokens: 1, cacheWrite5mTokens: 50_000, cacheWrite1hTokens: 50_000 }, 81_251],
    [{ outputTokens: 200_000 }, 100_000],
    [{ inputTokens: 100_000, unknownUnits: 100_000, webSearches: 1 }, 10_000 + 50_000 + 10_000],
  ])('is that of the whole prompt and of nothing else: %j is %i micro-USD', (usage, cost) => {
    expect(costOf('claude-haiku-5-5', usage)).toBe(cost);
  });
});

describe('the price is rounded up in all and not by part', () => {
  it.each<[string, Partial<Usage>, number]>([
    ['claude-haiku-5-5', { inputTokens: 1 }, 1],
    ['claude-haiku-5-5', { inputTokens: 10 }, 1],
    ['claude-haiku-5-5', { inputTokens: 11 }, 2],
    ['claude-haiku-5-5', { cacheWrite5mTokens: 8 }, 1],
    ['claude-haiku-5-5', { cacheWrite5mTokens: 9 }, 2],
    // 0.1 + 0.5 + 0.125 + 0.2 + 0.01
    ['claude-haiku-5-5', Object.fromEntries(TOKENS.map((kind) => [kind, 1])), 1],
    ['claude-sonnet-5-5', {}, 0],
    ['unknown', {}, 0],
    ['claude-fable-5-1', { outputTokens: 1e9, webSearches: 1e9 }, 10_050_000_000_000],
  ])('of %s for %j: %i', (model, usage, cost) => {
    expect(costOf(model, usage)).toBe(cost);
  });
});

describe('surcharges', () => {
  it.each<[readonly Surcharge[], Partial<Usage>, number]>([
    [['inference_geo'], { inputTokens: 10 }, 22],
    [['inference_geo'], { inputTokens: 1 }, 3],
    [['inference_geo'], { inputTokens: 5e8 }, 1_100_000_000],
    [['fast'], { inputTokens: 10, outputTokens: 1 }, 180],
    [['fast', 'inference_geo'], { inputTokens: 10 }, 132],
    [['inference_geo', 'fast'], { inputTokens: 1e9 }, 13_200_000_000],
    [['fast', 'fast'], { inputTokens: 10 }, 120],
    [['inference_geo'], { webSearches: 3 }, 30_000],
    [['fast'], { unknownUnits: 2, webSearches: 1 }, 10_120],
  ])('%j are exact, on tokens and not on searches: %j is %i', (surcharges, usage, cost) => {
    expect(costOf('claude-sonnet-5-5', usage, { surcharges })).toBe(cost);
  });

  it('and the price of a search are those of the document', () => {
    const part = { web_search: 0.0000005, surcharges: { inference_geo: 1.000001 } };
    const by = new PriceList(parsePriceDocument(priceFile(part)));
    expect(costOf('small', { webSearches: 2 }, { by })).toBe(1);
    expect(costOf('small', { inputTokens: 1e6 }, { by, surcharges: ['inference_geo'] })).toBe(1_000_001);
  });
});

describe('a model', () => {
  it.each([
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5', 200_000],
    ['claude-opus-4-5-20251101', 'claude-opus-4-5', 200_000],
    ['claude-sonnet-5-5-20260101', 'claude-sonnet-5-5', 1_000_000],
  ])('that is the snapshot %s is priced as %s', (snapshot, model, window) => {
    expect([list.knows(snapshot), list.knows(model)]).toEqual([true, true]);
    expect([list.contextWindow(snapshot), list.contextWindow(model)]).toEqual([window, window]);
    for (const kind of TOKENS) expect(costOf(snapshot, { [kind]: 1e6 })).toBe(costOf(model, { [kind]: 1e6 }));
  });

  it.each([
    'claude-fable-9',
    'gpt-5',
    '',
    '-20251001',
    'claude-haiku-4-5-2025',
    'claude-haiku-4-5-latest',
    '__proto__',
    'CLAUDE-HAIKU-4-5',
  ])('that nobody knows, %j, costs as much as the dearest row of any tier and time', (model) => {
    expect(list.knows(model)).toBe(false);
    expect(list.contextWindow(model)).toBe(1_000_000);
    const dearest = [10, 50, 12.5, 20, 1];
    for (const [at, kind] of TOKENS.entries()) {
      expect(costOf(model, { [kind]: 1e6 })).toBe((dearest[at] ?? 0) * 1e6);
      expect(costOf(model, { [kind]: 2 })).toBe((dearest[at] ?? 0) * 2);
    }
    expect(costOf(model, { unknownUnits: 2 })).toBe(100);
  });

  it('that nobody knows is as dear as a row that has ended or has not begun', () => {
    const by = listOf(rowOf('a', 1, '2027-01-01'), rowOf('b', 8, '2025-01-01'), rowOf('b', 2, '2025-06-01'));
    expect(costOf('c', { inputTokens: 5 }, { by })).toBe(40);
  });

  it('has the largest context window of its rows', () => {
    const { rows, ...rest } = parsePriceDocument(
      priceFile({ rows: [rowOf('a', 1), rowOf('a', 2, '2026-02-01'), rowOf('b', 1)] }),
    );
    const windows = [200_000, 400_000, 300_000];
    const sized = rows.map((row, at) => ({ ...row, contextWindow: windows[at] ?? 0 }));
    const by = new PriceList({ ...rest, rows: sized });
    expect(['a', 'b', 'c'].map((model) => by.contextWindow(model))).toEqual([400_000, 300_000, 400_000]);
  });
});

it('an unknown unit costs what is dearest in the row in force, which need not be the output', () => {
  const by = listOf([['a'], 0, '2026-01-01', 1, 2, 3, 7, 4], [['a'], 100, '2026-01-01', 9, 2, 3, 7, 4]);
  expect(costOf('a', { unknownUnits: 10 }, { by })).toBe(70);
  expect(costOf('a', { unknownUnits: 10, cacheReadTokens: 101 }, { by })).toBe(90 + 404);
});

it('a list does not change with the document that it was made of, nor by the order of its rows', () => {
  const rows = [rowOf('a', 1), rowOf('a', 2, '2026-03-01'), rowOf('a', 3, '2026-01-01', 9), rowOf('b', 4)];
  const usage = { ...NO_USAGE, inputTokens: 5, cacheReadTokens: 3 };
  fc.assert(
    fc.property(
      fc.shuffledSubarray(rows, { minLength: 4, maxLength: 4 }),
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom(0, 10),
      (shuffled, model, more) => {
        const terms = { at: AT, surcharges: [] };
        const asked = { ...usage, inputTokens: usage.inputTokens + more };
        expect(listOf(...shuffled).cost(model, asked, terms)).toBe(listOf(...rows).cost(model, asked, terms));
      },
    ),
  );
  const document = parsePriceDocument(priceFile());
  const by = new PriceList(document);
  (document.rows[0]?.perToken as { inputTokens: bigint }).inputTokens = 0n;
  expect(costOf('small', { inputTokens: 1 }, { by })).toBe(1);
});
