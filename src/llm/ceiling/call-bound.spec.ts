import { LEAST, withBlock, withFields, withTool } from '../firewall/requests.fixture';
import { type Body, boundFor, bytesOf, WINDOW } from './bound.fixture';
import { boundAfterCount, boundOf, type CallBound } from './call-bound';

const CUSTOM = { name: 'a', input_schema: {} };
const search = (more: Body = {}): Body => ({ type: 'web_search_20260318', name: 'web_search', ...more });

describe('turns that the provider takes by itself', () => {
  it.each<[string, Body]>([
    ['a search of the web', withTool(search({ max_uses: 1 }))],
    ['a fetch from the web', withTool({ type: 'web_fetch_20250910', name: 'web_fetch' })],
    ['code', withTool({ type: 'code_execution_20250825', name: 'code_execution' })],
    ['a search for tools', withTool({ type: 'tool_search_tool_bm25', name: 'tool_search' })],
    ['a toolset of MCP', withTool({ type: 'mcp_toolset', mcp_server_name: 'a', input_schema: {} })],
    ['a server of MCP', withFields({ mcp_servers: [{ type: 'url', url: 'https://a', name: 'a' }] })],
    ['a tool that nobody knows', withTool({ type: 'teleport_20270101', name: 'bash' })],
    ['a tool without a date', withTool({ type: 'teleport', input_schema: {} })],
    ['a tool of an odd type', withTool({ type: 7 })],
    ['one tool where a list belongs', withFields({ tools: search() })],
    ['a tool that comes later', withBlock({ type: 'tool_definition', definition: { type: 'teleport' } })],
    ['a tool at an odd place', withBlock({ type: 'text', text: search() })],
  ])('%s: up to eleven of the whole context window', (_what, body) => {
    expect(boundFor(body)).toMatchObject({
      promptTokens: 11 * WINDOW,
      outputTokens: 11 * 64,
      countable: false,
    });
  });

  it.each(['bash_20250124', 'text_editor_20250728', 'memory_20250818', 'computer_20251124'])(
    'none for the tool %s of the client',
    (type) => {
      expect(boundFor(withTool({ type, name: 'a' }))).toMatchObject({ outputTokens: 64, countable: true });
    },
  );

  it('counts the calls of an advisor besides, with what it may answer', () => {
    const advisor = { type: 'advisor_20260301', name: 'advisor', model: 'm' };
    expect(boundFor(withTool({ ...advisor, max_uses: 2, max_tokens: 2_048 }))).toMatchObject({
      promptTokens: (11 + 2) * WINDOW,
      outputTokens: 11 * 64 + 2 * 2_048,
    });
    expect(boundFor(withTool(advisor))).toMatchObject({
      promptTokens: (11 + 10) * WINDOW,
      outputTokens: 11 * 64 + 10 * 128_000,
    });
  });

  it('holds a thread that goes on for one with every tool and mark', () => {
    const body = withFields({ thread: { type: 'continue', previous_message_id: 'msg_1' } });
    expect(boundFor(body)).toEqual({
      promptTokens: 21 * WINDOW,
      outputTokens: 11 * 64 + 10 * 128_000,
      cacheWrites: '1h',
      webSearches: 1_000,
      surcharges: [],
      countable: false,
    });
  });

  it('adds a summary before the turn, which may be longer than the answer', () => {
    const body = withFields({ context_management: { edits: [{ type: 'compact_20260112' }] } });
    const prompt = bytesOf(body) + 2_100 + 32_000;
    expect(boundFor(body)).toMatchObject({
      promptTokens: 2 * prompt,
      outputTokens: 64_000,
      countable: false,
    });
    expect(boundFor({ ...body, tools: [search()] }).promptTokens).toBe(22 * WINDOW);
  });

  it.each<[string, Body]>([
    ['clears results from a number of tokens on', { edits: [{ type: 'clear_tool_uses_20250919' }] }],
    ['is to be summarized', {}],
  ])('does not trust a count when the prompt %s', (what, management) => {
    const field = what.startsWith('clears') ? 'context_management' : 'compaction';
    expect(boundFor(withFields({ [field]: management })).countable).toBe(false);
  });
});

describe('searches of the web', () => {
  it.each<[number, readonly Body[]]>([
    [0, [CUSTOM]],
    [3, [search({ max_uses: 3 })]],
    [5, [search({ max_uses: 3 }), { type: 'web_search_20250305', max_uses: 2 }]],
    [1_000, [search()]],
    [1_000, [search({ max_uses: null })]],
    [10_000, [search({ max_uses: 'many' })]],
    [10_000, [search({ max_uses: -1 })]],
    [10_000, [search({ max_uses: 1e300 })]],
  ])('are at most %i with %j', (searches, tools) => {
    expect(boundFor(withFields({ tools })).webSearches).toBe(searches);
  });

  it('are none for earlier results', () => {
    const block = { type: 'web_search_tool_result', tool_use_id: 'a', content: [] };
    expect(boundFor(withBlock(block))).toMatchObject({ webSearches: 0, outputTokens: 64, countable: true });
  });
});

describe('writes to the cache', () => {
  const HOUR = { type: 'ephemeral', ttl: '1h' };
  const MINUTES = { type: 'ephemeral' };
  it.each<[CallBound['cacheWrites'], string, Body]>([
    ['none', 'without a mark', LEAST],
    ['none', 'with a mark that is null', withFields({ cache_control: null })],
    ['5m', 'with a mark on the whole request', withFields({ cache_control: MINUTES })],
    ['5m', 'with a mark that says so', withFields({ cache_control: { ttl: '5m' } })],
    ['5m', 'with a mark on a tool', withTool({ ...CUSTOM, cache_control: MINUTES })],
    ['1h', 'with an hour', withFields({ cache_control: HOUR })],
    [
      '1h',
      'with an hour deep inside',
      withBlock({ content: [{ content: { content: [{ cache_control: HOUR }] } }] }),
    ],
    [
      '1h',
      'with an hour before a shorter mark',
      withFields({ system: [{ cache_control: HOUR }, { cache_control: MINUTES }] }),
    ],
    [
      '1h',
      'with an hour after a shorter mark',
      withFields({ system: [{ cache_control: MINUTES }, { cache_control: HOUR }] }),
    ],
    ['1h', 'with an unknown time', withFields({ cache_control: { ttl: '1d' } })],
    ['1h', 'with an odd mark', withFields({ cache_control: true })],
    ['1h', 'for an advisor', withTool({ type: 'advisor_20260301', caching: HOUR })],
  ])('are %s %s', (writes, _how, body) => {
    expect(boundFor(body).cacheWrites).toBe(writes);
  });
});

describe('surcharges', () => {
  it.each<[CallBound['surcharges'], Body]>([
    [[], { speed: 'standard', inference_geo: 'global', service_tier: 'auto' }],
    [[], { speed: null, inference_geo: null }],
    [['fast'], { speed: 'fast' }],
    [['fast'], { speed: 'faster' }],
    [['fast'], { fallbacks: [{ model: 'b' }, { model: 'c', speed: 'fast' }] }],
    [['inference_geo'], { inference_geo: 'us' }],
    [['inference_geo'], { inference_geo: 7 }],
    [['fast', 'inference_geo'], { speed: 'fast', inference_geo: 'us' }],
  ])('are %j with %j', (surcharges, fields) => {
    expect(boundFor(withFields(fields)).surcharges).toEqual(surcharges);
  });
});

describe('the bound after a count', () => {
  const bound = boundOf(withFields({ system: 'a' }), 100_000, WINDOW);
  it.each([
    [0, 200],
    [1, 202],
    [10_000, 10_700],
    [97_000, 100_100],
    [1e12, 100_100],
    [-1, 100_100],
    [0.5, 100_100],
    [NaN, 100_100],
    [Infinity, 100_100],
  ])('of %d tokens is %i', (counted, tokens) => {
    expect(boundAfterCount(bound, counted)).toEqual({ ...bound, promptTokens: tokens });
  });

  it('stays where nothing can be counted', () => {
    const uncountable = boundFor(withTool(search()));
    expect(boundAfterCount(uncountable, 5)).toBe(uncountable);
  });
});
