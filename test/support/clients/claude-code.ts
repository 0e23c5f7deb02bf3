/** What Claude Code 2.1.329 sent on 2026-11-21, field by field and header by header; the words are ours. */
export interface ClaudeCodeRequest {
  readonly target: string;
  /** Without a credential: that is either of the two headers, by its settings. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const MODEL = 'claude-opus-5-5';

const BETAS = [
  'claude-code-20250219',
  'interleaved-thinking-2025-05-14',
  'context-management-2025-06-27',
  'per-turn-control-2026-07-01',
  'mid-conversation-tool-changes-2026-07-01',
  'thinking-token-count-2026-05-13',
  'advanced-tool-use-2025-11-20',
  'effort-2025-11-24',
];

const COUNTING_BETAS = [
  'claude-code-20250219',
  'interleaved-thinking-2025-05-14',
  'context-management-2025-06-27',
  'token-counting-2024-11-01',
];

/** A question to the model, with all that comes with it. */
export function question(sessionId: string, text: string): ClaudeCodeRequest {
  const body = {
    model: MODEL,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: '<system-reminder>\nThe working directory is empty.\n</system-reminder>' },
          { type: 'text', text, cache_control: EPHEMERAL },
        ],
      },
      {
        role: 'system',
        content: [{ type: 'text', text: 'Answer briefly.' }],
        output_config: { effort: 'medium' },
      },
    ],
    system: [
      { type: 'text', text: 'billing-header: none' },
      { type: 'text', text: 'You are an agent for the command line.', cache_control: EPHEMERAL },
      { type: 'text', text: INSTRUCTIONS, cache_control: EPHEMERAL },
    ],
    tools: TOOLS,
    metadata: { user_id: `user_0a1b_account__session_${sessionId}` },
    max_tokens: 128_000,
    thinking: { type: 'adaptive', display: 'omitted' },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    output_config: { effort: 'medium' },
    stream: true,
  };
  return {
    target: '/v1/messages?beta=true',
    headers: headersOf(sessionId, BETAS),
    body: asNobodyElseWrites(body),
  };
}

/** One of the many counts that it makes at a time. */
export function count(sessionId: string, text: string): ClaudeCodeRequest {
  const body = { model: MODEL, messages: [{ role: 'user', content: text }], tools: [] };
  return {
    target: '/v1/messages/count_tokens?beta=true',
    headers: headersOf(sessionId, COUNTING_BETAS),
    body: JSON.stringify(body),
  };
}

const EPHEMERAL = { type: 'ephemeral' } as const;

/** As much text as makes the 49 KB of the original. */
const INSTRUCTIONS = 'Read before you write; prefer small changes; say what you did. '.repeat(500);

const NAMES = ['Agent', 'Bash', 'Edit', 'Glob', 'Grep', 'Read', 'Write'];
const DEFERRED_NAMES = ['Cron', 'Notebook', 'Plan', 'Task', 'Web'];

const TOOLS = [
  ...NAMES.map((name) => ({
    name,
    description: `What ${name} does, at length. `.repeat(30),
    input_schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { path: { type: 'string' }, limit: { type: 'integer', minimum: 0 } },
      required: ['path'],
      additionalProperties: false,
    },
  })),
  ...DEFERRED_NAMES.map((name) => ({
    name,
    description: `What ${name} does, when it is called for. `.repeat(20),
    input_schema: { type: 'object', properties: {} },
    defer_loading: true,
  })),
];

function headersOf(sessionId: string, betas: readonly string[]): Readonly<Record<string, string>> {
  return {
    Accept: 'application/json',
    'Content-Type': 'application/json',
    'User-Agent': 'claude-cli/2.1.329 (external, sdk-cli)',
    'X-Claude-Code-Session-Id': sessionId,
    'X-Stainless-Arch': 'x64',
    'X-Stainless-Lang': 'js',
    'X-Stainless-OS': 'Linux',
    'X-Stainless-Package-Version': '0.110.0',
    'X-Stainless-Retry-Count': '0',
    'X-Stainless-Runtime': 'node',
    'X-Stainless-Runtime-Version': 'v24.3.0',
    'X-Stainless-Timeout': '600',
    'anthropic-beta': betas.join(','),
    'anthropic-dangerous-direct-browser-access': 'true',
    'anthropic-version': '2023-06-01',
    'x-app': 'cli',
    'Accept-Encoding': 'gzip, deflate, br, zstd',
  };
}

/** The same JSON with spaces and escapes that do not survive being read and written again. */
function asNobodyElseWrites(body: unknown): string {
  return JSON.stringify(body, undefined, 1).replace('briefly', 'br\\u0069efly').replace('128000', '1.28e5');
}
