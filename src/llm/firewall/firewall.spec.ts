import { ALL_CAPABILITIES, type Capability } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { inspectCount, inspectMessage } from './firewall';
import { LEAST, withFields } from './requests.fixture';

type Body = Readonly<Record<string, unknown>>;

const NOTHING: ReadonlySet<Capability> = new Set();

/** What a key without any capability may send. */
const ORDINARY: Body = {
  ...LEAST,
  max_tokens: 128_000,
  system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '5m' }, citations: null }],
  stop_sequences: ['b'],
  stream: false,
  temperature: 0.5,
  top_p: 1,
  top_k: 3,
  metadata: { user_id: null },
  cache_control: { type: 'ephemeral' },
  thinking: { type: 'enabled', budget_tokens: 1024, display: 'updates', block_binding: null },
  output_config: {
    effort: 'max',
    format: { type: 'json_schema', schema: { type: 'object', anything: [{ source: { type: 'url' } }] } },
    task_budget: { type: 'tokens', total: 20_000 },
  },
  output_format: null,
  speed: 'standard',
  service_tier: 'standard_only',
  thread: null,
  container: null,
  fallbacks: null,
  inference_geo: null,
  diagnostics: null,
  context_management: null,
  mcp_servers: null,
  tool_choice: { type: 'tool', name: 'a', disable_parallel_tool_use: true },
  tools: [
    {
      name: 'a',
      description: 'b',
      input_schema: { type: 'object', frobnicate: { cache_control: { ttl: '1h' } } },
      allowed_callers: ['direct'],
      defer_loading: true,
      eager_input_streaming: true,
      strict: true,
      input_examples: [{ any: { depth: [1] } }],
    },
    { type: 'custom', name: 'c', input_schema: {} },
    { type: null, name: 'd', input_schema: {} },
    { type: 'bash_20250124', name: 'bash' },
    { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool', max_characters: 100 },
    { type: 'memory_20250818', name: 'memory' },
    {
      type: 'computer_20251124',
      name: 'computer',
      display_width_px: 1,
      display_height_px: 1,
      enable_zoom: true,
    },
    { type: 'browser_toolset_20260801', configs: { navigate: { enabled: false }, zoom: null } },
    { type: 'computer_toolset_20260801', configs: { cursor_position: { defer_loading: true } } },
  ],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
        {
          type: 'document',
          source: { type: 'text', media_type: 'text/plain', data: 'a' },
          citations: { enabled: true },
        },
        { type: 'document', source: { type: 'content', content: 'plain' } },
        { type: 'search_result', source: 'a', title: 'b', content: [{ type: 'text', text: 'c' }] },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'a', signature: 'b' },
        { type: 'redacted_thinking', data: 'a' },
        { type: 'text', text: 'a', citations: [{ type: 'page_location', cited_text: 'b', file_id: null }] },
        {
          type: 'server_tool_use',
          id: 'a',
          name: 'web_search',
          input: { query: 'b' },
          caller: { type: 'direct' },
        },
        {
          type: 'web_search_tool_result',
          tool_use_id: 'a',
          content: [
            { type: 'web_search_result', title: 'a', url: 'b', encrypted_content: 'c', page_age: null },
          ],
        },
        {
          type: 'web_search_tool_result',
          tool_use_id: 'a',
          content: { type: 'web_search_tool_result_error', error_code: 'unavailable' },
        },
        { type: 'tool_use', id: 'a', name: 'b', input: { frobnicate: { type: 'url' } } },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'a',
          content: [
            { type: 'tool_reference', tool_name: 'b' },
            { type: 'browser_state', tabs: [{ tab_id: 'a', title: 'b', url: 'c' }] },
          ],
        },
      ],
    },
  ],
};

describe('an ordinary request', () => {
  it('passes without any capability', () => {
    expect(inspectMessage(ORDINARY, NOTHING)).toEqual({
      model: 'claude-sonnet-5-5',
      otherModels: [],
      maxTokens: 128_000,
      stream: false,
      thread: false,
    });
  });

  it('tells the caller of streams, threads and every other model, each once', () => {
    const advisor = { type: 'advisor_20260301', name: 'advisor', model: 'b' };
    const body = withFields({
      stream: true,
      thread: { type: 'create' },
      tools: [advisor],
      fallbacks: [{ model: 'b' }, { model: 'c', max_tokens: null }],
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'tool_addition',
              tool: { type: 'tool_definition', definition: { ...advisor, model: 'd' } },
            },
          ],
        },
        { role: 'assistant', content: [{ type: 'fallback', from: { model: 'e' }, to: { model: 'f' } }] },
      ],
    });
    const { otherModels, ...rest } = inspectMessage(body, ALL_CAPABILITIES);
    expect([...otherModels].sort()).toEqual(['b', 'c', 'd']);
    expect(rest).toEqual({ model: 'claude-sonnet-5-5', maxTokens: 64, stream: true, thread: true });
  });

  it('whose fallbacks the provider chooses names the model `default`', () => {
    expect(inspectMessage(withFields({ fallbacks: 'default' }), ALL_CAPABILITIES).otherModels).toEqual([
      'default',
    ]);
  });
});

describe('counting tokens', () => {
  const counted: Body = { model: LEAST['model'], messages: LEAST['messages'] };

  it('takes a prompt and no limit of output', () => {
    expect(inspectCount({ ...counted, tools: [], system: 'a' }, NOTHING)).toEqual({
      model: 'claude-sonnet-5-5',
      otherModels: [],
      maxTokens: undefined,
      stream: false,
      thread: false,
    });
  });

  it.each(['max_tokens', 'stream', 'metadata', 'temperature', 'thread', 'container'])(
    'has no %s',
    async (name) => {
      const error = await refusalOf(() => inspectCount({ ...counted, [name]: 1 }, ALL_CAPABILITIES));
      expect(error.extras.fields).toEqual([name]);
      expect(error.code).toBe('validation_failed');
    },
  );

  it('guards what it shares with messages', async () => {
    const error = await refusalOf(() => inspectCount({ ...counted, mcp_servers: [] }, NOTHING));
    expect([error.code, error.extras.fields]).toEqual(['capability_denied', ['mcp_servers']]);
  });
});
