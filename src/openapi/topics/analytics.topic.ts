import { ROLES } from '../../kernel';
import {
  anyObject,
  dollars,
  flag,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  pageOf,
  ref,
  text,
} from '../schema';
import { json, type Topic } from '../topic';

const RUN = {
  query_type: 'mrr_analysis',
  parameters: {
    time_period: 'last_90_days',
    data: {
      months: [
        {
          month: '2026-09',
          starting_mrr: 50000,
          new_mrr: 4000,
          expansion_mrr: 1500,
          contraction_mrr: 700,
          churned_mrr: 1200,
        },
      ],
    },
  },
};

const EXPLANATION = {
  summary: 'Monthly recurring revenue grew from $50,000 to $53,600.',
  findings: ['New business of $4,000 was the largest movement.'],
  recommendations: ['Look at who contracted in September.'],
};

const ANSWER = {
  query_type: 'mrr_analysis',
  version: 1,
  metrics: { starting_mrr: 50000, ending_mrr: 53600, net_new_mrr: 3600 },
  answer: EXPLANATION.summary,
  explanation: EXPLANATION,
  grounded: true,
  ungrounded_numbers: [],
  model: 'claude-sonnet-5-5',
  usage: {
    input_tokens: 1630,
    output_tokens: 210,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  },
  cost_usd: 0.00804,
  cached: false,
  degraded: false,
  reason: null,
  detail: null,
  chain_id: '0Jk3mZpQ7wXa4fK2mZpR',
  request_id: 'req_0f8fad5bd9cb469fa16570867728950e',
};

/** Whitelisted queries: `src/analytics`. */
export const analytics: Topic = {
  tag: 'Analytics',
  about: 'Queries on a closed list: code computes the numbers, and Claude only explains them.',
  schemas: {
    AnalyticsAnswer: object({
      query_type: text('What was asked.'),
      version: integer('The version of the query; another one may compute otherwise.', { minimum: 1 }),
      metrics: anyObject('What code computed, by the schema `metrics` of the query type.'),
      answer: orNull(text('The summary of the explanation; null: the numbers stand alone.')),
      explanation: orNull(ref('AnalyticsExplanation', 'What Claude said of the numbers; null: nothing.')),
      grounded: {
        type: ['boolean', 'null'],
        description: 'Whether each number in the explanation is a metric or a datum; null without one.',
      },
      ungrounded_numbers: listOf(
        { type: 'string' },
        'Numbers of the explanation that are in none of the data.',
      ),
      model: orNull(text('The model that explained; null: none answered.')),
      usage: ref('Usage'),
      cost_usd: dollars('What it cost:'),
      cached: flag('Whether the explanation was paid for by another request.'),
      degraded: flag('Whether there is less than a fresh explanation of the model that was asked.'),
      reason: orNull(text('Why there is no explanation: a code of the error table.')),
      detail: orNull(text('The same as a sentence.')),
      chain_id: orNull(text('The chain that keeps the run; null: none does.')),
      request_id: text('The `x-request-id` of the answer.'),
    }),
    AnalyticsExplanation: {
      ...object({
        summary: text('The answer in two to four sentences.'),
        findings: listOf({ type: 'string' }, 'What stands out, the most important first.'),
        recommendations: listOf({ type: 'string' }, 'What to look at or to do next.'),
      }),
      description: 'A query type may say more than this: its schema `explanation` tells.',
      additionalProperties: true,
    },
    QueryType: object({
      id: text('The `query_type` to ask with.'),
      version: integer('Raised when the same parameters would get another answer.', { minimum: 1 }),
      title: text('Its name for people.'),
      description: text('What it computes.'),
      roles: listOf(oneOf(ROLES, 'A role.'), 'The roles that may ask it.'),
      parameters: anyObject('JSON Schema (draft 2020-12) of `parameters`, with examples.'),
      metrics: anyObject('JSON Schema of `metrics` in the answer.'),
      explanation: anyObject('JSON Schema of `explanation` in the answer.'),
      max_cost_usd: dollars('What one run may cost at most:'),
    }),
    QueryTypeList: pageOf('QueryType'),
  },
  fields: {
    AnalyticsQueryDto: {
      query_type: {
        description: 'One of the types that `GET /api/analytics-query/types` lists.',
        examples: ['mrr_analysis', 'churn_analysis', 'conversion_analysis', 'cohort_analysis'],
      },
      parameters:
        'By the schema of the query type. Numbers, dates and short names only: no free text reaches the prompt.',
    },
  },
  routes: {
    'POST /api/analytics-query': {
      id: 'runAnalyticsQuery',
      summary: 'Run a whitelisted query',
      description:
        'Computes metrics from `parameters.data` in code and has Claude explain them. Without Claude, or the money to ask it, the metrics come alone with `degraded: true` and a `reason`. With an `Idempotency-Key` the same body within 24 hours gets the first answer again and costs nothing.',
      headers: ['Idempotency-Key'],
      body: { examples: { mrr: { summary: 'Monthly recurring revenue', value: RUN } } },
      answers: {
        200: json('The metrics and what Claude says of them.', 'AnalyticsAnswer', ANSWER, [
          'x-sallyport-cost-usd',
          'Idempotent-Replayed',
        ]),
      },
      asksModel: true,
      refusals: ['invalid_query_type', 'query_type_denied', 'idempotency_conflict'],
    },
    'GET /api/analytics-query/types': {
      id: 'listQueryTypes',
      summary: 'List the queries that may be asked',
      description:
        'The query types that the credential is granted, each with the schemas of its parameters, metrics and explanation.',
      answers: {
        200: json('The query types.', 'QueryTypeList', {
          meta: { page: 1, page_size: 1, total: 1 },
          data: [
            {
              id: 'mrr_analysis',
              version: 1,
              title: 'Monthly recurring revenue',
              description: 'How recurring revenue moved, and what moved it.',
              roles: ['analyst', 'member', 'admin'],
              parameters: { type: 'object', properties: {}, additionalProperties: false, examples: [] },
              metrics: { type: 'object', properties: {}, additionalProperties: false },
              explanation: { type: 'object', properties: {}, additionalProperties: false },
              max_cost_usd: 0.25,
            },
          ],
        }),
      },
    },
  },
};
