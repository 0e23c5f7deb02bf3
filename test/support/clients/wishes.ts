import type { Capability } from '../../../src/kernel';

/** Fields of a body beyond model, max_tokens and one question. */
type Wish = readonly [what: string, extra: object];

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const IMAGE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } };
const TEXT = { type: 'text', text: 'What is this?' };
const TOOL = {
  name: 'weather',
  description: 'The weather in a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } } },
};

const SAID = { type: 'object', properties: { said: { type: 'string' } }, additionalProperties: false };

const asked = (...content: object[]): object => ({ messages: [{ role: 'user', content }] });

/** What people ask for every day. */
export const ORDINARY: readonly Wish[] = [
  ['a system prompt', { system: 'Be kind.' }],
  ['a cached system prompt', { system: [{ ...TEXT, cache_control: { type: 'ephemeral' } }] }],
  ['stop sequences', { stop_sequences: ['stop'] }],
  ['metadata', { metadata: { user_id: 'somebody' } }],
  ['the standard tier', { service_tier: 'standard_only' }],
  ['extended thinking', { max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: 2048 } }],
  ['adaptive thinking', { thinking: { type: 'adaptive' } }],
  ['little effort', { output_config: { effort: 'low' } }],
  ['JSON', { output_config: { format: { type: 'json_schema', schema: SAID } } }],
  ['tools', { tools: [TOOL], tool_choice: { type: 'auto', disable_parallel_tool_use: true } }],
  ['a strict tool', { tools: [{ ...TOOL, type: 'custom', strict: true }] }],
  ['a shell of its own', { tools: [{ type: 'bash_20250124', name: 'bash' }] }],
  ['an image', asked(IMAGE, TEXT)],
  [
    'a document',
    asked({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } }, TEXT),
  ],
  [
    'a failed tool',
    {
      tools: [TOOL],
      messages: [
        { role: 'user', content: 'Rain?' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', is_error: true, content: [TEXT, IMAGE] }],
        },
      ],
    },
  ],
  [
    'earlier thoughts',
    {
      messages: [
        { role: 'user', content: 'One?' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
            { type: 'redacted_thinking', data: 'ZGF0YQ==' },
            { type: 'text', text: 'One.' },
          ],
        },
        { role: 'user', content: 'Two?' },
      ],
    },
  ],
];

/** What takes a capability, and which. */
export const GUARDED: readonly (readonly [capability: Capability, extra: object])[] = [
  ['url_sources', asked({ type: 'image', source: { type: 'url', url: 'https://example.com/x.png' } })],
  ['file_ids', asked({ type: 'document', source: { type: 'file', file_id: 'file_1' } })],
  ['one_hour_cache', { system: [{ ...TEXT, cache_control: { type: 'ephemeral', ttl: '1h' } }] }],
  ['server_tools', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
  ['service_tier', { service_tier: 'auto' }],
  ['mcp_servers', { mcp_servers: [{ type: 'url', name: 'mine', url: 'https://example.com/mcp' }] }],
  ['container', { container: 'container_1' }],
  ['context_management', { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } }],
  ['inference_geo', { inference_geo: 'us' }],
  ['thread', { thread: { type: 'create' } }],
];
