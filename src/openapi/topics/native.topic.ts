import { anyObject, count, flag, listOf, object, orNull, ref, text, type Schema } from '../schema';
import { COUNT_BODY, MESSAGE_BODY } from './native-bodies';
import type { Answer, RouteDescription, Topic } from '../topic';

const ASKED = { model: 'claude-sonnet-5-5', messages: [{ role: 'user', content: 'Hello, Claude' }] };

const MESSAGE = {
  id: 'msg_013Zva2CMHLNnXjNJJKqJ2EF',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5',
  content: [{ type: 'text', text: 'Hello! How can I help you today?' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 12 },
};

const MODEL = {
  type: 'model',
  id: 'claude-sonnet-5-5',
  display_name: 'Claude Sonnet 5.5',
  created_at: '2026-09-01T00:00:00Z',
};

const event = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

const STREAM = [
  event('message_start', { message: { ...MESSAGE, content: [], stop_reason: null } }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Hello! How can I' } }),
  event('content_block_stop', { index: 0 }),
  event('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 12 },
  }),
  event('message_stop', {}),
].join('');

const EVENTS: Schema = {
  type: 'string',
  description:
    "Claude's own events, as they come: `message_start`, `content_block_start`, `content_block_delta`, `content_block_stop`, `message_delta`, `message_stop`, `ping`. A stream that fails half-way ends with `error` and an error in Claude's shape, never with a forged ending.",
  'x-sallyport-events': { error: ref('ClaudeError') },
};

const CLAUDE_HEADERS = ['anthropic-version', 'anthropic-beta'];
const BETA = 'SDKs mark requests with betas so.';

const native = (description: string, component: string, example: unknown, more: object = {}): Answer => ({
  description,
  headers: ['request-id'],
  content: { 'application/json': { schema: ref(component), example }, ...more },
});

const COUNT_ROUTE: RouteDescription = {
  id: 'countTokens',
  summary: 'Count the tokens of a request',
  description: 'Says how many tokens a request has, and costs nothing.',
  headers: CLAUDE_HEADERS,
  body: {
    schema: COUNT_BODY,
    examples: { hello: { summary: 'A question', value: ASKED } },
  },
  answers: { 200: native('The count.', 'ClaudeTokenCount', { input_tokens: 10 }) },
  asksModel: true,
  refusals: ['capability_denied', 'not_found'],
};

/** Claude's own API: `src/llm/native`. */
export const nativeApi: Topic = {
  tag: "Claude's API",
  about:
    "Claude's own API, byte for byte: an official SDK needs this gateway as its base URL and a key of it, and nothing else changes. Refusals have Claude's shape.",
  schemas: {
    ClaudeMessage: {
      ...object({
        id: text('Of the message.'),
        type: text('`message`.', { const: 'message' }),
        role: text('`assistant`.', { const: 'assistant' }),
        model: text('The model that answered.'),
        content: listOf({ type: 'object' }, 'Blocks of text, tool use, thinking …'),
        stop_reason: orNull(text('Why the model stopped.')),
        stop_sequence: orNull(text('The text that ended it.')),
        usage: anyObject("Tokens by Claude's own names."),
      }),
      description: "A message as Claude's own documentation describes it; it may have more than this.",
      additionalProperties: true,
    },
    ClaudeTokenCount: {
      ...object({ input_tokens: count('Tokens of the request.') }),
      additionalProperties: true,
    },
    ClaudeModel: {
      ...object({
        type: text('`model`.', { const: 'model' }),
        id: text('What requests call it.'),
        display_name: text('What people call it.'),
        created_at: text('ISO 8601.'),
      }),
      additionalProperties: true,
    },
    ClaudeModelList: object({
      data: listOf(ref('ClaudeModel'), 'The models, newest first.'),
      has_more: flag('Whether there are more.'),
      first_id: orNull(text('For `before_id`.')),
      last_id: orNull(text('For `after_id`.')),
    }),
  },
  fields: {
    BetaQuery: { beta: BETA },
    ModelsQuery: {
      limit: { description: 'How many, 20 unless said.', examples: ['20'] },
      after_id: 'Models behind this one in the list.',
      before_id: 'Models before this one in the list.',
      beta: BETA,
    },
  },
  routes: {
    'POST /v1/messages': {
      id: 'createMessage',
      summary: 'Send a message to Claude',
      description:
        "Claude's own `POST /v1/messages`. The body goes out as it came, and the answer comes back as it is, streamed where the body says `stream: true`. A field beyond an ordinary request needs a capability of the key. Plain answers say what they cost.",
      headers: CLAUDE_HEADERS,
      body: {
        schema: MESSAGE_BODY,
        examples: {
          hello: { summary: 'A question', value: { ...ASKED, max_tokens: 1024 } },
          stream: { summary: 'As a stream', value: { ...ASKED, max_tokens: 1024, stream: true } },
        },
      },
      answers: {
        200: {
          ...native('The message, or with `stream: true` its events.', 'ClaudeMessage', MESSAGE, {
            'text/event-stream': { schema: EVENTS, example: STREAM },
          }),
          headers: ['request-id', 'x-sallyport-cost-usd'],
        },
      },
      asksModel: true,
      refusals: ['capability_denied', 'not_found'],
    },
    'POST /v1/messages/count_tokens': COUNT_ROUTE,
    'GET /v1/models': {
      id: 'listModels',
      summary: 'List the models',
      description: 'The models of the provider that the credential may ask.',
      headers: CLAUDE_HEADERS,
      answers: {
        200: native('A page of models.', 'ClaudeModelList', {
          data: [MODEL],
          has_more: false,
          first_id: MODEL.id,
          last_id: MODEL.id,
        }),
      },
      refusals: [
        'capability_denied',
        'upstream_error',
        'upstream_unavailable',
        'upstream_timeout',
        'overloaded',
        'not_found',
      ],
    },
    'GET /v1/models/:id': {
      id: 'getModel',
      summary: 'Look at one model',
      description: 'One model of the provider, if the credential may ask it.',
      path: { id: text('The id of the model.', { pattern: '^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$' }) },
      headers: CLAUDE_HEADERS,
      answers: { 200: native('The model.', 'ClaudeModel', MODEL) },
      refusals: [
        'capability_denied',
        'upstream_error',
        'upstream_unavailable',
        'upstream_timeout',
        'overloaded',
      ],
    },
  },
};
