import fc from 'fast-check';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { estimatedTokens, type StepContent } from './chain-step';
import {
  addChains,
  addSteps,
  chainRowOf,
  exchangeOf,
  kept,
  keyOf,
  replicaOn,
  stepRowOf,
} from './chains.fixture';
import { historyOf } from './history';

const CHAIN = chainRowOf().id;

/** The rule in its plainest words. */
function fitting(contents: readonly (StepContent | null)[], mostTokens: number): readonly StepContent[] {
  const sent: StepContent[] = [];
  let left = mostTokens;
  for (const content of contents.toReversed()) {
    if (content === null) continue;
    left -= estimatedTokens(JSON.stringify(content));
    if (left < 0 || sent.length === 100) break;
    sent.unshift(content);
  }
  return sent;
}

describe('the estimate of tokens', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['abc', 1],
    ['abcd', 2],
    ['é', 1],
    ['😀', 2],
    ['"\\u0000"', 3],
  ])('of %j', (json, tokens) => {
    expect(estimatedTokens(json)).toBe(tokens);
  });
});

describe.each(ENGINES)('the history of a chain on %s', (engine) => {
  const place = storeOfBlock(engine);

  const fill = async (contents: readonly (StepContent | null)[]): Promise<void> => {
    await addChains(place.database, [chainRowOf({ steps: contents.length })]);
    const rows = contents.map((content, at) => {
      const json = content && JSON.stringify(content);
      const tokens = json === null ? 0 : estimatedTokens(json);
      return stepRowOf({ position: at + 1, content: json, tokens });
    });
    if (rows.length > 0) await addSteps(place.database, rows);
  };

  const empty = (): Promise<unknown> =>
    place.database.attempt((db) =>
      Promise.all([db.deleteFrom('chain_steps').execute(), db.deleteFrom('chains').execute()]),
    );

  it('is what fits of the newest, whole and oldest first, to the token', async () => {
    const contents = [exchangeOf('one'), exchangeOf('two, longer'), exchangeOf('three')];
    const [first, second, third] = contents.map((content) => estimatedTokens(JSON.stringify(content)));
    const all = Number(first) + Number(second) + Number(third);
    for (const [limit, sent] of [
      [all, contents],
      [all - 1, contents.slice(1)],
      [Number(second) + Number(third), contents.slice(1)],
      [Number(second) + Number(third) - 1, contents.slice(2)],
      [Number(third), contents.slice(2)],
      [Number(third) - 1, []],
      [0, []],
    ] as const) {
      const { chains } = replicaOn(place.database, undefined, { CHAINS_HISTORY_TOKENS: String(limit) });
      const chainId = await kept(chains, { content: contents[0] as StepContent });
      for (const content of contents.slice(1)) await kept(chains, { chainId, content });
      expect([limit, await chains.history(keyOf(), chainId)]).toEqual([limit, sent]);
    }
  });

  it('holds analytics runs as they were', async () => {
    const { chains } = replicaOn(place.database);
    const run = { kind: 'analytics', parameters: { a: 1 }, metrics: { b: null }, answer: null } as const;
    const chainId = await kept(chains, { type: 'mrr_analysis', content: run });
    await kept(chains, { chainId, content: exchangeOf('Why?') });
    expect(await chains.history(keyOf(), chainId)).toEqual([run, exchangeOf('Why?')]);
  });

  it('ends with what does not fit, though something older would', async () => {
    const contents = [exchangeOf('small'), exchangeOf('large'.repeat(100)), exchangeOf('small')];
    await fill(contents);
    expect(await place.database.attempt((db) => historyOf(db, CHAIN, 100))).toEqual([contents[2]]);
  });

  it('passes over steps without content, and ends after a hundred others', async () => {
    const contents = Array.from({ length: 130 }, (_, at) => (at % 10 === 0 ? null : exchangeOf(String(at))));
    await fill(contents);
    const sent = await place.database.attempt((db) => historyOf(db, CHAIN, 1e6));
    expect(sent).toHaveLength(100);
    expect(sent).toEqual(fitting(contents, 1e6));
  });

  it('is that of the one chain', async () => {
    const { chains } = replicaOn(place.database);
    const [one, other] = [await kept(chains), await kept(chains, { content: exchangeOf('other') })];
    expect(await chains.history(keyOf(), one)).toEqual([exchangeOf('Why is the sky blue?')]);
    expect(await chains.history(keyOf(), other)).toEqual([exchangeOf('other')]);
  });

  it('is by the rule for any chain', async () => {
    const content = fc.option(
      fc
        .tuple(
          fc.string({ unit: ANY_CHARACTER, maxLength: 60 }),
          fc.string({ unit: 'grapheme', maxLength: 60 }),
        )
        .map(([question, answer]) => exchangeOf(question, answer)),
      { freq: 5 },
    );
    const chain = fc.array(content, { maxLength: 12 });
    const run = fc.asyncProperty(chain, fc.nat({ max: 400 }), async (contents, limit) => {
      await empty();
      await fill(contents);
      const sent = await place.database.attempt((db) => historyOf(db, CHAIN, limit));
      expect(sent).toEqual(fitting(contents, limit));
    });
    await fc.assert(run, { numRuns: 60 });
  });
});
