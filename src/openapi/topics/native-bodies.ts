import { anyObject, flag, integer, listOf, number, oneOf, text, type Schema } from '../schema';

const granted = (capability: string): Schema => ({
  description: `Claude's own. Needs the capability \`${capability}\`.`,
});

/** What both requests take. */
const PROMPT: Readonly<Record<string, Schema>> = {
  model: text('The model to ask.', { examples: ['claude-sonnet-5-5'] }),
  messages: listOf(
    { type: 'object' },
    'The turns so far; a `system` turn needs the capability `system_turns`.',
  ),
  system: { type: ['string', 'array'], description: 'Instructions: a text, or text blocks.' },
  tools: listOf(
    { type: 'object' },
    'Tools that run at the client; those that run at the provider need the capability `server_tools`.',
  ),
  tool_choice: anyObject('Which tool is used.'),
  thinking: anyObject('Whether and how much the model thinks first.'),
  output_config: anyObject('Effort, and the form of the answer.'),
  output_format: anyObject('The form of the answer.'),
  cache_control: anyObject('What is cached for five minutes; an hour needs the capability `one_hour_cache`.'),
  speed: oneOf(['standard', 'fast'], '`fast` needs the capability `speed`.'),
  billing_policy: granted('billing_policy'),
  compaction: granted('context_management'),
  context_management: granted('context_management'),
  mcp_servers: granted('mcp_servers'),
};

const WHOLE: Readonly<Record<string, Schema>> = {
  ...PROMPT,
  max_tokens: integer('The most tokens of the answer; over 128,000 needs the capability `long_output`.', {
    minimum: 0,
    maximum: 300_000,
  }),
  stream: flag('Whether the answer comes as a stream of events.'),
  stop_sequences: listOf({ type: 'string' }, 'Texts that end the answer.'),
  metadata: anyObject('`user_id`, which the provider sees.'),
  temperature: number('Of API versions before 2026.'),
  top_p: number('Of API versions before 2026.'),
  top_k: number('Of API versions before 2026.'),
  container: granted('container'),
  diagnostics: granted('diagnostics'),
  fallback_credit_token: granted('fallbacks'),
  fallbacks: granted('fallbacks'),
  inference_geo: granted('inference_geo'),
  service_tier: oneOf(['standard_only', 'auto'], '`auto` needs the capability `service_tier`.'),
  thread: granted('thread'),
};

/** Its fields are listed to the first level; a field that the gateway does not know is 400 at any depth. */
const bodyOf = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema => ({
  type: 'object',
  description:
    "A request of Claude's Messages API. Every field is known to the gateway, at any depth, or refused with its name; these are those of the first level, and what stands in them is Claude's own documentation's.",
  properties,
  required: [...required],
  additionalProperties: false,
});

/** The body of `POST /v1/messages`. */
export const MESSAGE_BODY = bodyOf(WHOLE, ['model', 'messages', 'max_tokens']);

/** The body of `POST /v1/messages/count_tokens`. */
export const COUNT_BODY = bodyOf(PROMPT, ['model', 'messages']);
