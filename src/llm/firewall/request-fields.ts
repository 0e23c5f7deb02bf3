import { CACHE_CONTROL } from './common';
import { SYSTEM_TURN_CONTENT, TURN_CONTENT } from './content-blocks';
import {
  choice,
  either,
  FLAG,
  FREE,
  type Fields,
  list,
  MAX_TOKENS,
  MODEL,
  needs,
  NUMBER,
  OTHER_MODEL,
  type Place,
  record,
  type RecordPlace,
  TEXT,
  unknown,
  variants,
} from './shape';
import { TEXT_BLOCKS } from './sources';
import { TOOL } from './tools';

const MESSAGE_TURN: Place = variants('role', {
  user: { fields: { content: TURN_CONTENT } },
  assistant: { fields: { content: TURN_CONTENT } },
  system: {
    grant: 'system_turns',
    fields: { content: SYSTEM_TURN_CONTENT, clear_at: TEXT, output_config: record({ effort: TEXT }) },
  },
});

const JSON_FORMAT: Place = variants('type', { json_schema: { fields: { schema: FREE } } });

const OUTPUT_CONFIG: Place = record({
  effort: TEXT,
  format: JSON_FORMAT,
  task_budget: variants('type', { tokens: { fields: { total: NUMBER, remaining: NUMBER } } }),
});

const THOUGHT = { display: TEXT, block_binding: record({ prefix_mismatch_behavior: TEXT }) };
const THINKING: Place = variants('type', {
  enabled: { fields: { ...THOUGHT, budget_tokens: NUMBER } },
  disabled: { fields: {} },
  between_tools: { fields: {} },
  adaptive: { fields: THOUGHT },
});

const PARALLEL = { disable_parallel_tool_use: FLAG };
const TOOL_CHOICE: Place = variants('type', {
  auto: { fields: PARALLEL },
  any: { fields: PARALLEL },
  tool: { fields: { ...PARALLEL, name: TEXT } },
  none: { fields: {} },
});

const COUNTED = { fields: { value: NUMBER } };
const CONTEXT_EDIT: Place = variants('type', {
  clear_tool_uses_20250919: {
    fields: {
      clear_at_least: variants('type', { input_tokens: COUNTED }),
      clear_tool_inputs: either(FLAG, list(TEXT)),
      exclude_tools: list(TEXT),
      keep: variants('type', { tool_uses: COUNTED }),
      trigger: variants('type', { input_tokens: COUNTED, tool_uses: COUNTED }),
    },
  },
  clear_thinking_20251015: {
    fields: {
      keep: either(
        choice({ all: 'everyone' }),
        variants('type', { thinking_turns: COUNTED, all: { fields: {} } }),
      ),
    },
  },
  compact_20260112: {
    fields: {
      instructions: TEXT,
      pause_after_compaction: FLAG,
      trigger: variants('type', { input_tokens: COUNTED }),
    },
  },
});

const MCP_SERVER: Place = variants('type', {
  url: {
    fields: {
      name: TEXT,
      url: TEXT,
      authorization_token: TEXT,
      tool_configuration: record({ allowed_tools: list(TEXT), enabled: FLAG }),
    },
  },
});

const SPEED = choice({ standard: 'everyone', fast: 'speed' });

/** `default` leaves the choice to the provider; the caller checks it like a model, and so it needs the right to any. */
const DEFAULT_FALLBACKS: Place = { is: 'text', values: new Map([['default', 'everyone']]), namesModel: true };
const FALLBACK: Place = record(
  {
    model: OTHER_MODEL,
    max_tokens: MAX_TOKENS,
    output_config: OUTPUT_CONFIG,
    speed: SPEED,
    thinking: THINKING,
  },
  ['model'],
);

const SKILL: Place = variants('type', {
  anthropic: { fields: { skill_id: TEXT, version: TEXT } },
  custom: { fields: { skill_id: TEXT, version: TEXT } },
});

/** Parameters of the SDK that it sends as headers. */
const HEADERS: Fields = {
  betas: unknown('send the header `anthropic-beta`'),
  user_profile_id: unknown('the SDK sends it as a header'),
  workspace_id: unknown('the SDK sends it as a header'),
};

/** What `/v1/messages` and `/v1/messages/count_tokens` both take. */
const PROMPT: Fields = {
  ...HEADERS,
  model: MODEL,
  messages: list(MESSAGE_TURN),
  system: either(TEXT, TEXT_BLOCKS),
  tools: list(TOOL),
  tool_choice: TOOL_CHOICE,
  thinking: THINKING,
  output_config: OUTPUT_CONFIG,
  output_format: JSON_FORMAT,
  cache_control: CACHE_CONTROL,
  speed: SPEED,
  billing_policy: needs(
    'billing_policy',
    variants('type', { billing_policy: { fields: { bill_to: TEXT } } }),
  ),
  compaction: needs(
    'context_management',
    variants('type', { summarize: { fields: { instructions: TEXT } } }),
  ),
  context_management: needs('context_management', record({ edits: list(CONTEXT_EDIT) })),
  mcp_servers: needs('mcp_servers', list(MCP_SERVER)),
};

/** The body of `POST /v1/messages`. */
export const MESSAGE: RecordPlace = record(
  {
    ...PROMPT,
    max_tokens: MAX_TOKENS,
    stream: { is: 'flag', notNull: true },
    stop_sequences: list(TEXT),
    metadata: record({ user_id: TEXT }),
    // Of API versions before 2026: SDK 1.11.0 no longer types them, and other clients still send them.
    temperature: NUMBER,
    top_p: NUMBER,
    top_k: NUMBER,
    container: needs('container', either(TEXT, record({ id: TEXT, skills: list(SKILL) }))),
    diagnostics: needs('diagnostics', record({ previous_message_id: TEXT })),
    fallback_credit_token: needs('fallbacks', either(TEXT, record({ token: TEXT, mode: TEXT }))),
    fallbacks: needs('fallbacks', either(list(FALLBACK), DEFAULT_FALLBACKS)),
    inference_geo: needs('inference_geo', TEXT),
    service_tier: choice({ standard_only: 'everyone', auto: 'service_tier' }, 'service_tier'),
    thread: needs(
      'thread',
      variants('type', { create: { fields: {} }, continue: { fields: { previous_message_id: TEXT } } }),
    ),
  },
  ['model', 'messages', 'max_tokens'],
);

/** The body of `POST /v1/messages/count_tokens`, which answers with a number and costs nothing. */
export const COUNT: RecordPlace = record(PROMPT, ['model', 'messages']);
