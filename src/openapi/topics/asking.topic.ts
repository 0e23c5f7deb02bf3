import { count, dollars, flag, object, orNull, ref, text, type Schema } from '../schema';
import type { Topic } from '../topic';

const QUESTION = {
  question: 'Which plan earns more?',
  context: {
    plans: [
      { name: 'basic', mrr_usd: 1200 },
      { name: 'pro', mrr_usd: 3400 },
    ],
  },
};

const ANSWER = {
  answer: 'The pro plan: $3,400 a month against $1,200.',
  model: 'claude-sonnet-5-5',
  stop_reason: 'end_turn',
  usage: {
    input_tokens: 412,
    output_tokens: 38,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  },
  cost_usd: 0.001806,
  chain_id: '0Jk3mZpQ7wXa4fK2mZpQ',
  turns_sent: 0,
  degraded: false,
  request_id: 'req_0f8fad5bd9cb469fa16570867728950e',
};

const STREAM = [
  'event: delta\ndata: {"text":"The pro plan: "}\n\n',
  'event: delta\ndata: {"text":"$3,400 a month against $1,200."}\n\n',
  `event: done\ndata: ${JSON.stringify(ANSWER)}\n\n`,
].join('');

const EVENTS: Schema = {
  type: 'string',
  description:
    'Server-sent events. `delta`, any number of times: `{"text": …}`. Then one `done` with the object of the plain answer, or one `error` with a problem document; after `error` the stream is over.',
  'x-sallyport-events': {
    delta: object({ text: text('The next piece of the answer.') }),
    done: ref('QueryAnswer'),
    error: ref('Problem'),
  },
};

/** Questions in words: `src/llm/query`. */
export const asking: Topic = {
  tag: 'Questions',
  about: 'Ask Claude a question about data of yours, whole or as a stream.',
  schemas: {
    Usage: object({
      input_tokens: count('Tokens that were read, without those from or for the cache.'),
      output_tokens: count('Tokens that were written.'),
      cache_creation_input_tokens: count('Tokens that were written to the cache.'),
      cache_read_input_tokens: count('Tokens that were read from the cache.'),
    }),
    QueryAnswer: object({
      answer: text('What the model said.'),
      model: text('The model that said it.'),
      stop_reason: text('Why it stopped, as Claude names it: `end_turn`, `max_tokens` …'),
      usage: ref('Usage'),
      cost_usd: dollars('What it cost:'),
      chain_id: orNull(text('The chain that keeps the exchange; null: it could not be kept.')),
      turns_sent: count('How many earlier exchanges of the chain the model was told of.'),
      degraded: flag('Whether something less than a fresh answer of the model that was asked was given.'),
      request_id: text('The `x-request-id` of the answer.'),
    }),
  },
  fields: {
    QueryDto: {
      question: 'What you want to know.',
      context:
        'Data for the question, any JSON object of up to 200,000 characters. It reaches the model as data, never as instructions.',
      model: {
        description: 'The model to ask; `ANTHROPIC_MODEL` of the gateway unless said.',
        examples: ['claude-sonnet-5-5'],
      },
      max_tokens: { description: 'The most tokens that the answer may have.', default: 1024 },
      stream: { description: 'Whether the answer comes as a stream of events.', default: false },
      chain_id:
        'The chain that this question goes on with: the `chain_id` of an earlier answer. Left out, it begins a new one.',
    },
  },
  routes: {
    'POST /api/query': {
      id: 'ask',
      summary: 'Ask a question',
      description:
        'Asks Claude a question about data. What the answer may cost at most is held in every budget of the caller before the call, and settled with the real cost after it. With an `Idempotency-Key` the same body within 24 hours gets the first answer again and costs nothing, also where the connection of the first one broke: it is answered to its end.',
      headers: ['Idempotency-Key'],
      body: {
        examples: {
          question: { summary: 'A question with its data', value: QUESTION },
          stream: { summary: 'The same as a stream', value: { ...QUESTION, stream: true, max_tokens: 500 } },
        },
      },
      answers: {
        200: {
          description: 'The answer, or with `stream: true` its events.',
          headers: ['x-sallyport-cost-usd', 'Idempotent-Replayed'],
          content: {
            'application/json': { schema: ref('QueryAnswer'), example: ANSWER },
            'text/event-stream': { schema: EVENTS, example: STREAM },
          },
        },
      },
      asksModel: true,
      refusals: ['not_found', 'idempotency_conflict'],
    },
  },
};
