import { ROLES } from '../../kernel';
import { anyObject, dollars, integer, listOf, object, oneOf, pageOf, text } from '../schema';
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
  driver: 'new',
  summary: 'Monthly recurring revenue grew from $50,000 to $53,600.',
  findings: ['New business of $4,000 was the largest movement.'],
  recommendations: ['Look at who contracted in September.'],
};

/** As code computes it from the data of the example. */
const MOVED = {
  starting_mrr: 50000,
  new_mrr: 4000,
  expansion_mrr: 1500,
  contraction_mrr: 700,
  churned_mrr: 1200,
  ending_mrr: 53600,
  net_new_mrr: 3600,
  growth_rate: 0.072,
  quick_ratio: 2.8947,
  not_computed: [],
};

const METRICS = {
  overall: {
    first_month: '2026-09',
    last_month: '2026-09',
    months: 1,
    ...MOVED,
    average_net_new_mrr: 3600,
    compound_monthly_growth_rate: 0.072,
    annual_run_rate: 643200,
    best_month: '2026-09',
    best_month_net_new_mrr: 3600,
    worst_month: '2026-09',
    worst_month_net_new_mrr: 3600,
  },
  months: [{ month: '2026-09', ...MOVED, gross_revenue_retention: 0.962, net_revenue_retention: 0.992 }],
};

const ANSWER = {
  query_type: 'mrr_analysis',
  version: 1,
  metrics: METRICS,
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

/** Whitelisted queries: `src/analytics`. What each takes and answers is in analytics-schemas.ts. */
export const analytics: Topic = {
  tag: 'Analytics',
  about: 'Queries on a closed list: code computes the numbers, and Claude only explains them.',
  schemas: {
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
  fields: {},
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
