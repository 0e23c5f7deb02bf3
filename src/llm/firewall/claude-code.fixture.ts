/** The fields of a message of Claude Code 2.1.329, as they were recorded on 2026-11-21. */
export const CLAUDE_CODE: Readonly<Record<string, unknown>> = {
  model: 'claude-opus-5-5',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    },
    { role: 'system', content: 'c', clear_at: 'next_user_message', output_config: { effort: 'medium' } },
    {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { any: { a: 1 } } }],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          content: 'd',
          is_error: false,
          cache_control: { type: 'ephemeral' },
        },
      ],
    },
    {
      role: 'system',
      content: [{ type: 'text', text: 'e', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      output_config: { effort: 'medium' },
    },
  ],
  system: [
    { type: 'text', text: 'f' },
    { type: 'text', text: 'g', cache_control: { type: 'ephemeral' } },
  ],
  tools: [
    {
      name: 'Bash',
      description: 'h',
      input_schema: {
        $schema: 'i',
        type: 'object',
        properties: {},
        required: [],
        additionalProperties: false,
      },
    },
    {
      name: 'Later',
      description: 'j',
      input_schema: { type: 'object', properties: {} },
      defer_loading: true,
    },
  ],
  metadata: { user_id: 'k' },
  max_tokens: 128_000,
  thinking: { type: 'adaptive', display: 'omitted' },
  context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
  output_config: { effort: 'medium' },
  stream: true,
};

/** Its `anthropic-beta`. */
export const CLAUDE_CODE_BETAS =
  'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,per-turn-control-2026-07-01,mid-conversation-tool-changes-2026-07-01,thinking-token-count-2026-05-13,advanced-tool-use-2025-11-20,effort-2025-11-24';
