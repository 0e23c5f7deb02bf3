import fc from 'fast-check';
import { driftOf, percentOf, type Drift } from './drift';
import type { LedgerDay } from './ledger-days';
import { dayCost } from './list-price';
import { readProviderReport } from './provider-report';
import {
  anyDays,
  cents,
  costCsv,
  costReport,
  ledgerDay,
  ledgerOf,
  PERIOD,
  PRICE,
  tokens,
  usageCsv,
  usageReport,
} from './reconciliation.fixture';
import { eachKind, KINDS, minus, NO_TOKENS } from './token-counts';
import { verdictOf } from './verdict';

const compare = (days: readonly LedgerDay[], report: string | object): Drift => {
  const text = typeof report === 'string' ? report : JSON.stringify(report);
  return driftOf(ledgerOf(...days), readProviderReport('r', Buffer.from(text)), PERIOD, PRICE);
};

/** The days, costing what their tokens cost by the list. */
const priced = (days: readonly LedgerDay[]): readonly LedgerDay[] =>
  days.map((day) => ({ ...day, cost: dayCost(PRICE, day.model, day.day, day.tokens, day.byPrompt) }));

const tokenDrifts = ({ lines }: Drift): readonly object[] =>
  lines.map(({ ours, theirs }) => minus(ours?.tokens ?? NO_TOKENS, theirs?.tokens ?? NO_TOKENS));

describe('the drift', () => {
  it.each([
    ['usage report', usageReport],
    ['usage CSV', usageCsv],
  ])('of a %s made from the ledger is nothing, of tokens and of cost', (_, write) => {
    fc.assert(
      fc.property(anyDays.map(priced), (days) => {
        const drift = compare(days, write(days));
        for (const apart of tokenDrifts(drift)) expect(apart).toEqual(NO_TOKENS);
        for (const { ours, theirs } of drift.lines) expect(ours?.cost).toBe(theirs?.cost);
        expect(drift.total.percent).toBe(0);
      }),
    );
  });

  it.each([
    ['cost report', costReport],
    ['cost CSV', costCsv],
  ])('of a %s made from the ledger is nothing, whatever was charged', (_, write) => {
    fc.assert(
      fc.property(anyDays, (days) => {
        const drift = compare(days, write(days));
        expect(drift.hasTokens).toBe(false);
        for (const { ours, theirs } of drift.lines) expect(ours?.cost).toBe(theirs?.cost);
        expect(drift.total.percent).toBe(0);
      }),
    );
  });

  it('of n more tokens of a kind is n, on that day, of that model and kind, and nowhere else', () => {
    const change = fc.record({
      at: fc.nat(),
      kind: fc.constantFrom(...KINDS),
      n: fc.integer({ min: 1, max: 1e9 }),
    });
    fc.assert(
      fc.property(anyDays, change, fc.constantFrom(usageReport, usageCsv), (days, { at, kind, n }, write) => {
        const changed = days[at % days.length] as LedgerDay;
        const theirs = days.map((day) =>
          day === changed ? { ...day, tokens: { ...day.tokens, [kind]: day.tokens[kind] + n } } : day,
        );
        const { lines } = compare(days, write(theirs));
        expect(lines).toHaveLength(days.length);
        for (const { day, model, ours, theirs: their } of lines) {
          const expected = day === changed.day && model === changed.model ? -n : 0;
          const apart = minus(ours?.tokens ?? NO_TOKENS, their?.tokens ?? NO_TOKENS);
          expect(apart).toEqual(eachKind((one) => (one === kind ? expected : 0)));
        }
      }),
    );
  });

  it('is of one line for snapshots and their family, and for several rows of a report', () => {
    const day = ledgerDay('2026-11-19', 'claude-haiku-4-5', tokens(10, 0, 0, 0, 4), 30n);
    const half = ledgerDay('2026-11-19', 'claude-haiku-4-5-20251001', tokens(5, 0, 0, 0, 2), 15n);
    expect(compare([day], usageCsv([half, { ...half, model: 'claude-haiku-4-5' }])).lines).toEqual([
      { day: '2026-11-19', model: 'claude-haiku-4-5', ours: day, theirs: { tokens: day.tokens, cost: 30n } },
    ]);
  });

  it('has lines that one side alone has, and leaves out days that were not asked for', () => {
    const mine = ledgerDay('2026-11-18', 'a', tokens(1), 1n);
    const their = ledgerDay('2026-11-19', 'b', tokens(1), 2n);
    const old = ledgerDay('2026-11-17', 'b', tokens(1), 2n);
    const drift = compare([mine], costCsv([their, old]));
    expect(drift.lines).toEqual([
      { day: '2026-11-18', model: 'a', ours: mine, theirs: undefined },
      { day: '2026-11-19', model: 'b', ours: undefined, theirs: { tokens: undefined, cost: 2n } },
    ]);
    expect(drift).toMatchObject({
      outside: 1,
      total: { ours: { cost: 1n }, theirs: { cost: 2n }, percent: -50 },
    });
  });

  it('charges searches beside the models, those of all models together, where the report does', () => {
    const opus = ledgerDay('2026-11-19', 'claude-opus-5-5', tokens(1000, 0, 0, 0, 0, 3), 34_000n);
    const haiku = ledgerDay('2026-11-19', 'claude-haiku-4-5', tokens(1000, 0, 0, 0, 0, 2), 21_000n);
    const report = costReport([
      { ...opus, cost: 4000n },
      { ...haiku, cost: 1000n },
    ]) as { data: { results: object[] }[] };
    const searches = { amount: cents(50_000n), currency: 'USD', cost_type: 'web_search', model: null };
    report.data[1]?.results.push(searches);
    expect(compare([opus, haiku], report).lines).toMatchObject([
      {
        model: '(web search)',
        ours: { cost: 50_000n, tokens: { webSearches: 5 } },
        theirs: { cost: 50_000n },
      },
      { model: 'claude-haiku-4-5', ours: { cost: 1000n }, theirs: { cost: 1000n } },
      {
        model: 'claude-opus-5-5',
        ours: { cost: 4000n, tokens: { webSearches: 0 } },
        theirs: { cost: 4000n },
      },
    ]);
  });

  it.each<[bigint, bigint, number | null]>([
    [0n, 0n, 0],
    [1n, 0n, null],
    [-1n, 4n, -25],
    [1n, -4n, 25],
  ])('of %s of %s is %s percent', (drift, whole, percent) => {
    expect(percentOf(drift, whole)).toBe(percent);
  });
});

describe('what their tokens cost by the list', () => {
  const PROMPT_OF_150K = [NO_TOKENS, tokens(150_000, 0, 0, 0, 1000), NO_TOKENS];

  it.each<[string, number[], Parameters<typeof dayCost>[4], bigint]>([
    // USD per million: 0.1 in, 0.125 and 0.2 written, 0.01 read, 0.5 out; searches are 10,000 micro-USD each.
    ['claude-haiku-5-5', [1_000_000, 0, 0, 0, 0, 0], undefined, 100_000n],
    ['claude-haiku-5-5', [0, 8, 10, 100, 2, 1], undefined, 10_005n],
    ['claude-haiku-5-5', [1, 0, 0, 0, 0, 0], undefined, 1n],
    // Prompts beyond 100,000 tokens: 0.5 in, 2.5 out.
    ['claude-haiku-5-5', [150_000, 0, 0, 0, 1000, 0], PROMPT_OF_150K, 77_500n],
    ['claude-haiku-5-5', [300_000, 0, 0, 0, 2000, 0], PROMPT_OF_150K, 155_000n],
    ['claude-haiku-5-5', [300_000, 0, 0, 0, 0, 0], [tokens(3), tokens(1), NO_TOKENS], 60_000n],
    ['claude-haiku-4-5', [150_000, 0, 0, 0, 1000, 0], PROMPT_OF_150K, 155_000n],
  ])('%s %j', (model, counts, seen, cost) => {
    expect(dayCost(PRICE, model, '2026-11-19', tokens(...counts), seen)).toBe(cost);
  });
});

describe('the verdict', () => {
  const day = ledgerDay('2026-11-19', 'claude-opus-5-5', tokens(1), 1000n);
  const judged = (theirs: bigint, more: object, tolerance: number): ReturnType<typeof verdictOf> => {
    const text = JSON.stringify(costReport([{ ...day, cost: theirs }], more));
    const report = readProviderReport('r', Buffer.from(text));
    return verdictOf(report, driftOf(ledgerOf(day), report, PERIOD, PRICE), tolerance);
  };

  it.each<[bigint, object, number, boolean, boolean, readonly RegExp[]]>([
    [1000n, {}, 0, true, true, [/^The costs are 0.00 % apart, within the tolerance of 0 %\.$/]],
    [1250n, {}, 20, true, true, [/-20.00 % apart, within/]],
    [1250n, {}, 19.99, true, false, [/-20.00 % apart, beyond the tolerance of 19.99 %/]],
    [800n, {}, 24.9, true, false, [/\+25.00 % apart, beyond/]],
    [0n, {}, 99, true, false, [/n\/a apart, beyond/]],
    [1000n, { has_more: true }, 1, false, true, [/more pages follow/, /within/]],
    [0n, { data: [] }, 1, false, false, [/3 of the days asked for, from 2026-11-18 to 2026-11-20/, /beyond/]],
  ])('of theirs %s with %j and a tolerance of %s %', (theirs, more, tolerance, whole, within, sentences) => {
    const verdict = judged(theirs, more, tolerance);
    expect(verdict).toMatchObject({ whole, within });
    expect(verdict.sentences).toHaveLength(sentences.length);
    for (const [at, sentence] of sentences.entries()) expect(verdict.sentences[at]).toMatch(sentence);
  });

  it('tells of rows left out and of prices that are not the usual ones', () => {
    const csv = usageCsv([{ ...day, day: '2026-11-17' }]).replace('standard', 'batch');
    const report = readProviderReport('r', Buffer.from(csv));
    expect(verdictOf(report, driftOf(ledgerOf(), report, PERIOD, PRICE), 1).sentences).toEqual([
      'Left out of the report: 1 row(s) of days that were not asked for.',
      'The report has rows of batch: where it tells no cost, they are priced as standard ones.',
      'The costs are 0.00 % apart, within the tolerance of 1 %.',
    ]);
  });
});
