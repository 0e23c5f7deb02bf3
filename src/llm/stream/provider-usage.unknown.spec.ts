import fc from 'fast-check';
import { NO_USAGE, type Usage } from '../../kernel';
import { NOTHING_READ, readUsage, type ProviderUsage, type Reading } from './provider-usage';

const BEFORE: Usage = {
  inputTokens: 1,
  outputTokens: 2,
  cacheWrite5mTokens: 3,
  cacheWrite1hTokens: 4,
  cacheReadTokens: 5,
  webSearches: 6,
  unknownUnits: 0,
};

/** What several events tell, one after the other, whatever they are. */
const told = (...events: readonly unknown[]): Reading =>
  events.reduce<Reading>((reading, event) => readUsage(event as ProviderUsage, reading), NOTHING_READ);

describe('usage of kinds that nobody knows', () => {
  it.each<[string, object, Record<string, number>]>([
    ['a number', { audio_tokens: 7 }, { audio_tokens: 7 }],
    ['several', { audio_tokens: 7, video_tokens: 8 }, { audio_tokens: 7, video_tokens: 8 }],
    ['an object', { audio: { in: 3, out: { slow: 4, fast: 5 } } }, { audio: 12 }],
    ['a list', { rounds: [{ tokens: 1 }, { tokens: 2 }, 3] }, { rounds: 6 }],
    ['a kind of cache write', { cache_creation: { ephemeral_1d_input_tokens: 9 } }, kindOfWrite(9)],
    ['a server tool', { server_tool_use: { code_execution_requests: 2, web_search_requests: 1 } }, tool(2)],
    ['a part of a unit, which is a whole', { audio_seconds: 1.2 }, { audio_seconds: 2 }],
    ['zero', { audio_tokens: 0, audio: { in: 0 } }, {}],
    ['words, flags and nothing', { mood: 'good', is_late: true, left: null, parts: ['a', null, false] }, {}],
    ['no kind at all', { audio: {}, rounds: [] }, {}],
    ['names of the language', JSON.parse('{"__proto__":4,"constructor":5}') as object, proto()],
  ])('is counted by its field: %s', (_, event, fields) => {
    const { unknown, usage } = told(event);
    expect(Object.fromEntries(unknown)).toEqual(fields);
    expect(usage.unknownUnits).toBe([...unknown.values()].reduce((sum, one) => sum + one, 0));
  });

  it('is cumulative too: the last count of each field, and all fields together', () => {
    const { unknown, usage } = told({ a: 5, b: 1 }, { a: 8 }, {}, { a: 9, c: { d: 2 } });
    expect([...unknown]).toEqual([
      ['a', 9],
      ['b', 1],
      ['c', 2],
    ]);
    expect(usage.unknownUnits).toBe(12);
  });

  function kindOfWrite(tokens: number): Record<string, number> {
    return { 'cache_creation.ephemeral_1d_input_tokens': tokens };
  }
  function tool(requests: number): Record<string, number> {
    return { 'server_tool_use.code_execution_requests': requests };
  }
  function proto(): Record<string, number> {
    return Object.fromEntries([
      ['__proto__', 4],
      ['constructor', 5],
    ]);
  }
});

describe('a count that makes no sense', () => {
  it.each([
    ['a string', '20'],
    ['NaN', NaN],
    ['no end', Infinity],
    ['a flag', true],
    ['a list', [20]],
    ['{}', {}],
  ])('as %s is none', (_, junk) => {
    const event = { input_tokens: junk, output_tokens: junk, cache_read_input_tokens: junk };
    const cache = { cache_creation: { ephemeral_1h_input_tokens: junk }, cache_creation_input_tokens: junk };
    const all = { ...event, ...cache, server_tool_use: { web_search_requests: junk } };
    expect(readUsage(all as ProviderUsage, { ...NOTHING_READ, usage: BEFORE }).usage).toEqual(BEFORE);
  });

  it.each([
    [-1, 0],
    [-0.5, 0],
    [-1e300, 0],
    [0.1, 1],
    [1e12, 1e12],
    [1e12 + 1, 1e12],
    [Number.MAX_VALUE, 1e12],
  ])('as %d is %d', (count, expected) => {
    const { inputTokens, unknownUnits } = told({ input_tokens: count, news: count }).usage;
    expect([inputTokens + 0, unknownUnits]).toEqual([expected, expected]);
  });

  it.each(['text', 5, true, [], ''])('is one in a usage that is %j', (event) => {
    expect(told(event).usage).toEqual(NO_USAGE);
  });

  it('never makes a count that is no whole number, negative or beyond all sums', () => {
    const known = fc.constantFrom(
      ...['input_tokens', 'output_tokens', 'cache_creation', 'cache_creation_input_tokens', 'iterations'],
      ...['cache_read_input_tokens', 'server_tool_use', 'speed', 'inference_geo', 'news'],
    );
    const inner = fc.constantFrom('ephemeral_1h_input_tokens', 'web_search_requests', 'type', 'x');
    const value = fc.oneof(
      fc.double(),
      fc.jsonValue(),
      fc.dictionary(inner, fc.oneof(fc.double(), fc.jsonValue())),
    );
    fc.assert(
      fc.property(fc.array(fc.dictionary(known, value), { maxLength: 4 }), (events) => {
        const { usage, extras } = told(...events);
        for (const part of [usage, ...extras.map((extra) => extra.usage)])
          for (const count of Object.values(part)) {
            expect(Number.isSafeInteger(count)).toBe(true);
            expect(count).toBeGreaterThanOrEqual(0);
          }
      }),
    );
  });
});
