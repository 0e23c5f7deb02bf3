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

describe('the provider’s usage', () => {
  it.each<[string, ProviderUsage, Usage, Usage]>([
    ['nothing, nothing changes', {}, BEFORE, BEFORE],
    [
      'input and output, the rest stays',
      { input_tokens: 10, output_tokens: 20 },
      BEFORE,
      { ...BEFORE, inputTokens: 10, outputTokens: 20 },
    ],
    [
      'a zero, it is zero',
      { input_tokens: 0, cache_read_input_tokens: 0 },
      BEFORE,
      { ...BEFORE, inputTokens: 0, cacheReadTokens: 0 },
    ],
    [
      'null, nothing changes',
      {
        cache_creation_input_tokens: null,
        cache_read_input_tokens: null,
        cache_creation: null,
        server_tool_use: null,
      },
      BEFORE,
      BEFORE,
    ],
    [
      'cache writes by their time, both count',
      {
        cache_creation_input_tokens: 30,
        cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      },
      NO_USAGE,
      { ...NO_USAGE, cacheWrite5mTokens: 10, cacheWrite1hTokens: 20 },
    ],
    [
      'cache writes in all, they are of five minutes',
      { cache_creation_input_tokens: 30, cache_read_input_tokens: 7 },
      NO_USAGE,
      { ...NO_USAGE, cacheWrite5mTokens: 30, cacheReadTokens: 7 },
    ],
    [
      'cache writes in all after a breakdown, the hours are not counted twice',
      { cache_creation_input_tokens: 30 },
      { ...NO_USAGE, cacheWrite5mTokens: 10, cacheWrite1hTokens: 20 },
      { ...NO_USAGE, cacheWrite5mTokens: 10, cacheWrite1hTokens: 20 },
    ],
    [
      'fewer cache writes in all than were of an hour, none is negative',
      { cache_creation_input_tokens: 10 },
      { ...NO_USAGE, cacheWrite1hTokens: 20 },
      { ...NO_USAGE, cacheWrite1hTokens: 20 },
    ],
    [
      'searches, they count, and fetches cost their tokens only',
      { server_tool_use: { web_search_requests: 3, web_fetch_requests: 9 } },
      BEFORE,
      { ...BEFORE, webSearches: 3 },
    ],
    [
      'how much of the output was thought, it is in the output already',
      { output_tokens: 20, output_tokens_details: { thinking_tokens: 15 } },
      BEFORE,
      { ...BEFORE, outputTokens: 20 },
    ],
    [
      'a tier and a credit, nothing changes',
      { service_tier: 'priority', fallback_credit: { outcome: 'applied', tokens: 5 } } as ProviderUsage,
      BEFORE,
      BEFORE,
    ],
  ])('says %s', (_, event, before, expected) => {
    expect(readUsage(event, { ...NOTHING_READ, usage: before })).toEqual({
      ...NOTHING_READ,
      usage: expected,
      hasInput: 'input_tokens' in event,
    });
  });

  it('is the last count of each kind, and never a sum', () => {
    const events = [
      { input_tokens: 10, output_tokens: 1, server_tool_use: { web_search_requests: 1 } },
      { output_tokens: 5, server_tool_use: { web_search_requests: 2 } },
      { input_tokens: 12, output_tokens: 8, cache_read_input_tokens: 3 },
    ];
    const expected = { inputTokens: 12, outputTokens: 8, cacheReadTokens: 3, webSearches: 2 };
    expect(told(...events).usage).toEqual({ ...NO_USAGE, ...expected });
    expect(told(...events, ...events.slice(2))).toEqual(told(...events));
  });

  it('leaves what was read before as it was', () => {
    const before = Object.freeze({ ...NOTHING_READ, usage: Object.freeze(BEFORE) });
    readUsage({ output_tokens: 9, news: 5, speed: 'fast' } as ProviderUsage, before);
    expect(before).toEqual({ ...NOTHING_READ, usage: BEFORE });
    expect(NOTHING_READ.unknown.size).toBe(0);
  });
});

describe('surcharges', () => {
  it.each<[object, Reading['surcharges']]>([
    [{}, []],
    [{ speed: 'standard' }, []],
    [{ speed: null }, []],
    [{ speed: 'fast' }, ['fast']],
    [{ inference_geo: 'us' }, ['inference_geo']],
    [{ inference_geo: 'eu-west' }, ['inference_geo']],
    [{ inference_geo: 'global' }, []],
    [{ inference_geo: 'not_available' }, []],
    [{ inference_geo: '' }, []],
    [{ inference_geo: null }, []],
    [{ speed: 'fast', inference_geo: 'us' }, ['fast', 'inference_geo']],
  ])('of %j are %j', (event, surcharges) => {
    expect(told(event).surcharges).toEqual(surcharges);
    expect(told(event).usage).toEqual(NO_USAGE);
  });

  it('stay, each once, whatever is said or left out later', () => {
    const later = [
      { speed: 'fast' },
      {},
      { speed: 'standard', inference_geo: 'us' },
      { inference_geo: 'us' },
    ];
    expect(told(...later).surcharges).toEqual(['fast', 'inference_geo']);
  });
});

describe('iterations', () => {
  const tokens = { input_tokens: 100, output_tokens: 20 };
  const used = { ...NO_USAGE, inputTokens: 100, outputTokens: 20 };

  it.each<[string, unknown, Reading['extras']]>([
    ['messages are in the count already', [{ type: 'message', model: 'm', ...tokens }], []],
    ['so is the one of a fallback', [{ type: 'fallback_message', model: 'm', ...tokens }], []],
    [
      'compaction comes on top, of the model that answers',
      [{ type: 'compaction', ...tokens }],
      [{ model: undefined, usage: used }],
    ],
    [
      'advice comes on top, of its own model',
      [{ type: 'advisor_message', model: 'claude-opus-5-5', ...tokens }],
      [{ model: 'claude-opus-5-5', usage: used }],
    ],
    [
      'all of them, each for itself, with its cache',
      [
        { type: 'compaction', cache_read_input_tokens: 5 },
        { type: 'message', ...tokens },
        { type: 'compaction', cache_creation: { ephemeral_1h_input_tokens: 6 } },
        { type: 'advisor_message', model: 'a', cache_creation_input_tokens: 7 },
      ],
      [
        { model: undefined, usage: { ...NO_USAGE, cacheReadTokens: 5 } },
        { model: undefined, usage: { ...NO_USAGE, cacheWrite1hTokens: 6 } },
        { model: 'a', usage: { ...NO_USAGE, cacheWrite5mTokens: 7 } },
      ],
    ],
    ['none', [], []],
    ['what is none', [null, 'compaction', [], {}], []],
    ['no list', { type: 'compaction', ...tokens }, []],
    [
      'a model that is no name',
      [{ type: 'advisor_message', model: 5, ...tokens }],
      [{ model: undefined, usage: used }],
    ],
  ])('%s', (_, iterations, extras) => {
    const reading = told({ input_tokens: 1, iterations });
    expect(reading.extras).toEqual(extras);
    expect(reading.usage).toEqual({ ...NO_USAGE, inputTokens: 1 });
    expect(reading.unknown.size).toBe(0);
  });

  it('of kinds that nobody knows are units of an unknown kind', () => {
    const { usage, unknown } = told({ input_tokens: 1, iterations: [5, { type: 'dream', input_tokens: 7 }] });
    expect(usage).toEqual({ ...NO_USAGE, inputTokens: 1, unknownUnits: 12 });
    expect([...unknown]).toEqual([['iterations', 12]]);
  });

  it('are those of the last list; an event without one leaves them', () => {
    const first = { iterations: [{ type: 'compaction', output_tokens: 1 }] };
    const second = { iterations: [...first.iterations, { type: 'compaction', output_tokens: 2 }] };
    const outputs = (...events: readonly unknown[]): readonly number[] =>
      told(...events).extras.map(({ usage }) => usage.outputTokens);
    expect(outputs(first, { output_tokens: 5 }, { iterations: null })).toEqual([1]);
    expect(outputs(first, second)).toEqual([1, 2]);
  });
});
