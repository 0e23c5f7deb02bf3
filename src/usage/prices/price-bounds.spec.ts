import fc from 'fast-check';
import { NO_USAGE, SURCHARGES, type Usage } from '../../kernel';
import { parsePriceDocument, type PriceDocument } from './price-document';
import { priceFile, rowOf } from './price-file.fixture';
import { PriceList, type UsageBound } from './price-list';
import shipped from './prices.json';

const DAYS = ['2025-01-01', '2026-06-01', '2026-10-07'];
const MODELS = ['a', 'b', 'c'];

/** Prices without any order: a long prompt may be the cheaper one, and reading the cache the dearest. */
const usd = fc.oneof(
  fc.nat({ max: 100 }),
  fc.nat({ max: 5_000_000 }).map((parts) => parts / 1e6),
);
const row = fc.tuple(
  fc.uniqueArray(fc.constantFrom(...MODELS), { minLength: 1 }),
  fc.constantFrom(0, 1, 100, 100_000),
  fc.constantFrom(...DAYS),
  ...Array.from({ length: 5 }, () => usd),
);

/** A list that is valid: every model has a first row, and two rows never say the same. */
const anyDocument = fc.array(row, { maxLength: 12 }).map((rows): PriceDocument => {
  const said = new Set<string>();
  const others = rows.map(([models, tier, day, ...prices]) => {
    const fresh = models.filter((model) => !said.has(`${model} ${String(tier)} ${day}`));
    for (const model of fresh) said.add(`${model} ${String(tier)} ${day}`);
    return [fresh, tier, day, ...prices];
  });
  const first = MODELS.map((model) => rowOf(model, 1, '2024-01-01'));
  const kept = others.filter(([models]) => Array.isArray(models) && models.length > 0);
  return parsePriceDocument(priceFile({ rows: [...first, ...kept] }));
});

const list = fc
  .oneof(anyDocument, fc.constant(parsePriceDocument(JSON.stringify(shipped))))
  .map((document) => ({
    list: new PriceList(document),
    models: [...document.rows.flatMap(({ models }) => models), 'nobody'],
  }));

const count = fc.oneof(
  fc.constantFrom(0, 1, 2, 99, 100, 101, 99_999, 100_000, 100_001),
  fc.nat({ max: 200_000 }),
  fc.nat({ max: 1e9 }),
);
const usage: fc.Arbitrary<Usage> = fc.record({
  inputTokens: count,
  outputTokens: count,
  cacheWrite5mTokens: count,
  cacheWrite1hTokens: count,
  cacheReadTokens: count,
  webSearches: count,
  unknownUnits: fc.constant(0),
});
const terms = fc.record({
  at: fc.constantFrom(0, ...DAYS.flatMap((day) => [Date.parse(day) - 1, Date.parse(day)])),
  surcharges: fc.subarray([...SURCHARGES]),
});

/** The narrowest bound that a usage is within, and by how much it is wider than that. */
function boundOf(used: Usage, wider: readonly [number, number, number]): UsageBound {
  const writes = used.cacheWrite5mTokens + used.cacheWrite1hTokens;
  const kinds = used.cacheWrite1hTokens > 0 ? '1h' : '5m';
  return {
    promptTokens: used.inputTokens + used.cacheReadTokens + writes + wider[0],
    outputTokens: used.outputTokens + wider[1],
    cacheWrites: writes > 0 ? kinds : 'none',
    webSearches: used.webSearches + wider[2],
  };
}

const slack = fc.oneof(fc.constant(0), count);

describe('whatever the list, the model and the terms', () => {
  it('no call costs more than the ceiling of a bound that it is within', () => {
    fc.assert(
      fc.property(
        list,
        fc.nat(),
        usage,
        fc.subarray(['cacheWrite5mTokens', 'cacheWrite1hTokens']),
        fc.tuple(slack, slack, slack),
        terms,
        (prices, pick, some, unused, wider, at) => {
          const model = prices.models[pick % prices.models.length] ?? '';
          const used = { ...some, ...Object.fromEntries(unused.map((kind) => [kind, 0])) };
          const ceiling = prices.list.ceiling(model, boundOf(used, wider), at);
          expect(prices.list.cost(model, used, at) <= ceiling).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('a wider bound has no lower ceiling', () => {
    fc.assert(
      fc.property(
        list,
        fc.nat(),
        usage,
        fc.tuple(slack, slack, slack),
        terms,
        (prices, pick, used, more, at) => {
          const model = prices.models[pick % prices.models.length] ?? '';
          const narrow = prices.list.ceiling(model, boundOf(used, [0, 0, 0]), at);
          expect(prices.list.ceiling(model, boundOf(used, more), at) >= narrow).toBe(true);
        },
      ),
    );
  });

  it('a cost is never negative, and by the shipped list never falls when any count grows', () => {
    const prices = new PriceList(parsePriceDocument(JSON.stringify(shipped)));
    const model = fc.constantFrom('nobody', ...shipped.rows.flatMap(([models]) => models as string[]));
    const kind = fc.constantFrom(...(Object.keys(NO_USAGE) as (keyof Usage)[]));
    fc.assert(
      fc.property(model, usage, kind, count, terms, (of, before, grows, more, at) => {
        const cost = prices.cost(of, before, at);
        expect(cost >= 0n).toBe(true);
        expect(prices.cost(of, { ...before, [grows]: before[grows] + more }, at) >= cost).toBe(true);
      }),
    );
  });
});

describe('a ceiling is no higher than it has to be', () => {
  const shippedList = new PriceList(parsePriceDocument(JSON.stringify(shipped)));
  const at = Date.UTC(2026, 10, 21);
  const bound = { promptTokens: 1000, outputTokens: 100, cacheWrites: 'none', webSearches: 0 } as const;

  it.each<[string, Partial<UsageBound>, number]>([
    ['claude-sonnet-5-5', {}, 2000 + 1000],
    ['claude-sonnet-5-5', { cacheWrites: '5m' }, 2500 + 1000],
    ['claude-sonnet-5-5', { cacheWrites: '1h' }, 4000 + 1000],
    ['claude-sonnet-5-5', { webSearches: 2 }, 2000 + 1000 + 20_000],
    ['claude-haiku-5-5', { promptTokens: 100_000 }, 10_000 + 50],
    ['claude-haiku-5-5', { promptTokens: 100_001 }, 50_001 + 250],
    ['claude-haiku-5-5', { promptTokens: 0 }, 50],
    ['nobody', {}, 10_000 + 5000],
    ['nobody', { cacheWrites: '1h' }, 20_000 + 5000],
    ['claude-fable-5-1', { promptTokens: 1e9, outputTokens: 0 }, 1e10],
    ['claude-fable-5-1', { promptTokens: 0, outputTokens: 0 }, 0],
  ])('for %s and %j: %i', (model, part, ceiling) => {
    expect(Number(shippedList.ceiling(model, { ...bound, ...part }, { at, surcharges: [] }))).toBe(ceiling);
  });

  it('with surcharges on the tokens of it', () => {
    const terms = { at, surcharges: ['fast', 'inference_geo'] as const };
    const ceiling = shippedList.ceiling('claude-sonnet-5-5', { ...bound, webSearches: 1 }, terms);
    expect(ceiling).toBe(3000n * 6n + 1800n + 10_000n);
  });

  it('where short prompts are the dearer ones, it is that of the dearest tier in reach', () => {
    const rows = [rowOf('a', 5), rowOf('a', 1, '2026-01-01', 100), rowOf('a', 7, '2026-01-01', 2000)];
    const prices = new PriceList(parsePriceDocument(priceFile({ rows })));
    const of = (promptTokens: number): number =>
      Number(prices.ceiling('a', { ...bound, promptTokens, outputTokens: 0 }, { at, surcharges: [] }));
    expect([100, 101, 2000, 2001].map(of)).toEqual([500, 505, 10_000, 14_007]);
  });
});
