import type { Capability } from '../../kernel';

type Body = Readonly<Record<string, unknown>>;

/** The least that a request can be. */
export const LEAST: Body = {
  model: 'claude-sonnet-5-5',
  max_tokens: 64,
  messages: [{ role: 'user', content: 'Hi' }],
};

export const withFields = (fields: Body): Body => ({ ...LEAST, ...fields });
export const withBlock = (block: unknown): Body =>
  withFields({ messages: [{ role: 'user', content: [block] }] });
export const withTool = (tool: unknown): Body => withFields({ tools: [tool] });
const withImage = (source: unknown): Body => withBlock({ type: 'image', source });
const withDocument = (source: unknown): Body => withBlock({ type: 'document', source });
const withSystemTurn = (content: unknown): Body =>
  withFields({
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'system', content },
    ],
  });
const answered = (type: string, content: unknown): unknown => ({ type, tool_use_id: 'toolu_1', content });

const URL_SOURCE = { type: 'url', url: 'https://example.org/a.png' };
const FILE_SOURCE = { type: 'file', file_id: 'file_1' };
const HOUR = { type: 'ephemeral', ttl: '1h' };
const BLOCK = 'messages.0.content.0';

/** One guarded thing at a time: the request, all that it takes, and the first field that is refused without. */
export const GUARDED: readonly (readonly [Body, readonly Capability[], string])[] = [
  [
    withTool({ type: 'web_search_20250305', name: 'web_search', max_uses: 1 }),
    ['server_tools'],
    'tools.0.type',
  ],
  [withTool({ type: 'web_fetch_20260318', name: 'web_fetch' }), ['server_tools'], 'tools.0.type'],
  [withTool({ type: 'code_execution_20260521', name: 'c' }), ['server_tools'], 'tools.0.type'],
  [withTool({ type: 'tool_search_tool_regex', name: 't' }), ['server_tools'], 'tools.0.type'],
  [withTool({ type: 'advisor_20260301', name: 'advisor', model: 'm' }), ['server_tools'], 'tools.0.type'],
  [
    withTool({ name: 'a', input_schema: {}, allowed_callers: ['direct', 'code_execution_20260120'] }),
    ['server_tools'],
    'tools.0.allowed_callers.1',
  ],
  [
    withFields({ mcp_servers: [{ type: 'url', name: 'a', url: 'https://a' }] }),
    ['mcp_servers'],
    'mcp_servers',
  ],
  [withFields({ mcp_servers: [] }), ['mcp_servers'], 'mcp_servers'],
  [withTool({ type: 'mcp_toolset', mcp_server_name: 'a' }), ['mcp_servers'], 'tools.0.type'],
  [
    withBlock({ type: 'mcp_tool_listing', mcp_server_name: 'a', tools: [] }),
    ['mcp_servers'],
    `${BLOCK}.type`,
  ],
  [withFields({ container: 'container_1' }), ['container'], 'container'],
  [withFields({ container: { skills: [] } }), ['container'], 'container'],
  [withBlock({ type: 'container_upload', file_id: 'f' }), ['container', 'file_ids'], `${BLOCK}.type`],
  [withImage(FILE_SOURCE), ['file_ids'], `${BLOCK}.source.type`],
  [withDocument(FILE_SOURCE), ['file_ids'], `${BLOCK}.source.type`],
  [
    withBlock(
      answered('code_execution_tool_result', {
        type: 'code_execution_result',
        content: [{ type: 'code_execution_output', file_id: 'file_1' }],
      }),
    ),
    ['file_ids'],
    `${BLOCK}.content.content.0.file_id`,
  ],
  [
    withBlock({ type: 'text', text: 'a', citations: [{ type: 'char_location', file_id: 'file_1' }] }),
    ['file_ids'],
    `${BLOCK}.citations.0.file_id`,
  ],
  [withImage(URL_SOURCE), ['url_sources'], `${BLOCK}.source.type`],
  [withDocument(URL_SOURCE), ['url_sources'], `${BLOCK}.source.type`],
  [
    withBlock(answered('tool_result', [{ type: 'image', source: URL_SOURCE }])),
    ['url_sources'],
    `${BLOCK}.content.0.source.type`,
  ],
  [
    withBlock(answered('tool_result', [{ type: 'document', source: FILE_SOURCE }])),
    ['file_ids'],
    `${BLOCK}.content.0.source.type`,
  ],
  [
    withDocument({ type: 'content', content: [{ type: 'image', source: URL_SOURCE }] }),
    ['url_sources'],
    `${BLOCK}.source.content.0.source.type`,
  ],
  [
    withBlock(
      answered('web_fetch_tool_result', {
        type: 'web_fetch_result',
        url: 'https://a',
        content: { type: 'document', source: FILE_SOURCE },
      }),
    ),
    ['file_ids'],
    `${BLOCK}.content.content.source.type`,
  ],
  [withSystemTurn('Be brief'), ['system_turns'], 'messages.1.role'],
  [withFields({ context_management: { edits: [] } }), ['context_management'], 'context_management'],
  [withFields({ compaction: { type: 'summarize' } }), ['context_management'], 'compaction'],
  [withBlock({ type: 'compaction', content: 'short' }), ['context_management'], `${BLOCK}.type`],
  [withFields({ service_tier: 'auto' }), ['service_tier'], 'service_tier'],
  [withFields({ service_tier: 'priority' }), ['service_tier'], 'service_tier'],
  [withFields({ speed: 'fast' }), ['speed'], 'speed'],
  [withFields({ inference_geo: 'eu' }), ['inference_geo'], 'inference_geo'],
  [withFields({ cache_control: HOUR }), ['one_hour_cache'], 'cache_control.ttl'],
  [
    withFields({ system: [{ type: 'text', text: 'a', cache_control: HOUR }] }),
    ['one_hour_cache'],
    'system.0.cache_control.ttl',
  ],
  [withTool({ name: 'a', cache_control: HOUR }), ['one_hour_cache'], 'tools.0.cache_control.ttl'],
  [
    withBlock(answered('tool_result', [{ type: 'text', text: 'a', cache_control: HOUR }])),
    ['one_hour_cache'],
    `${BLOCK}.content.0.cache_control.ttl`,
  ],
  [
    withBlock({ type: 'search_result', content: [{ type: 'text', text: 'a', cache_control: HOUR }] }),
    ['one_hour_cache'],
    `${BLOCK}.content.0.cache_control.ttl`,
  ],
  [
    withTool({ type: 'advisor_20260301', model: 'm', caching: HOUR }),
    ['server_tools', 'one_hour_cache'],
    'tools.0.type',
  ],
  [withFields({ max_tokens: 128_001 }), ['long_output'], 'max_tokens'],
  [withFields({ max_tokens: 300_000 }), ['long_output'], 'max_tokens'],
  [withFields({ fallbacks: [{ model: 'b' }] }), ['fallbacks'], 'fallbacks'],
  [withFields({ fallbacks: 'default' }), ['fallbacks'], 'fallbacks'],
  [withFields({ fallbacks: [{ model: 'b', speed: 'fast' }] }), ['fallbacks', 'speed'], 'fallbacks'],
  [
    withFields({ fallbacks: [{ model: 'b', max_tokens: 200_000 }] }),
    ['fallbacks', 'long_output'],
    'fallbacks',
  ],
  [withFields({ fallback_credit_token: 'token' }), ['fallbacks'], 'fallback_credit_token'],
  [withBlock({ type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }), ['fallbacks'], `${BLOCK}.type`],
  [withFields({ diagnostics: { previous_message_id: null } }), ['diagnostics'], 'diagnostics'],
  [withFields({ billing_policy: { type: 'billing_policy' } }), ['billing_policy'], 'billing_policy'],
  [
    withBlock({ type: 'tool_removal', tool: { type: 'tool_reference', name: 'a' } }),
    ['tool_changes'],
    `${BLOCK}.type`,
  ],
  [
    withSystemTurn([{ type: 'tool_addition', tool: { type: 'tool_definition', definition: { name: 'a' } } }]),
    ['system_turns', 'tool_changes'],
    'messages.1.role',
  ],
  [
    withBlock({
      type: 'tool_addition',
      tool: { type: 'tool_definition', definition: { type: 'web_search_20260318', name: 'web_search' } },
    }),
    ['tool_changes', 'server_tools'],
    `${BLOCK}.type`,
  ],
  [
    withBlock({ type: 'tool_removal', tool: { type: 'mcp_toolset_reference', server_name: 'a' } }),
    ['tool_changes', 'mcp_servers'],
    `${BLOCK}.type`,
  ],
  [withFields({ thread: { type: 'create' } }), ['thread'], 'thread'],
  [withFields({ thread: { type: 'continue', previous_message_id: 'msg_1' } }), ['thread'], 'thread'],
];
