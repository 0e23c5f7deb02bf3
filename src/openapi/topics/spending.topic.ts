import {
  count,
  dollars,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  ref,
  text,
  type Schema,
} from '../schema';
import { json, type Answer, type Fields, type Topic } from '../topic';

const BUDGET = {
  scope: 'key',
  period: 'month',
  limit_usd: 50,
  spent_usd: 12.345678,
  reserved_usd: 0.25,
  remaining_usd: 37.404322,
  resets_at: '2026-12-01T00:00:00.000Z',
};

const SUMS = {
  requests: 42,
  settled: 41,
  aborted: 1,
  forfeited: 0,
  orphaned: 0,
  under_way: 0,
  input_tokens: 18_000,
  output_tokens: 2_400,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  web_searches: 0,
  cost_usd: 0.09,
  reserved_usd: 0,
};

const REPORT = {
  meta: {
    page: 1,
    page_size: 50,
    total: 1,
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
    group_by: ['day', 'model'],
  },
  data: [{ day: '2026-11-21', model: 'claude-sonnet-5-5', ...SUMS }],
  totals: SUMS,
};

const CSV = [
  ['day', 'model', ...Object.keys(SUMS)].join(','),
  ['2026-11-21', 'claude-sonnet-5-5', ...Object.values(SUMS)].join(','),
  '',
].join('\r\n');

const SUM_SCHEMAS: Readonly<Record<string, Schema>> = {
  requests: count('Calls.'),
  settled: count('Calls that ended with their real cost.'),
  aborted: count('Calls whose client left, with the cost of what was seen.'),
  forfeited: count('Calls of unknown outcome, at what they could cost at most.'),
  orphaned: count('Calls whose gateway died, at what they could cost at most.'),
  under_way: count('Calls that have not ended.'),
  input_tokens: count('Tokens that were read.'),
  output_tokens: count('Tokens that were written.'),
  cache_creation_input_tokens: count('Tokens that were written to the cache.'),
  cache_read_input_tokens: count('Tokens that were read from the cache.'),
  web_searches: count('Searches at the provider.'),
  cost_usd: dollars('What they cost:'),
  reserved_usd: dollars('What is held for those under way:'),
};

const GROUP_SCHEMAS: Readonly<Record<string, Schema>> = {
  day: text('A day of UTC.', { format: 'date' }),
  key_id: orNull(text('The key that asked; null: none did.')),
  key_name: orNull(text('What people call the key; null once it is deleted.')),
  user_id: orNull(text('The user who asked; null: none did.')),
  username: orNull(text('The name of the user; null once deleted.')),
  model: orNull(text('The model that was asked.')),
  route: orNull(text('The route, as declared.')),
  query_type: orNull(text('The analytics query; null: none.')),
};

const USAGE_ANSWER: Answer = {
  ...json(
    'The groups, or with `format=csv` or `Accept: text/csv` all of them as a file.',
    'UsageReport',
    REPORT,
  ),
  headers: ['Content-Disposition'],
};

const usageAnswer: Answer = {
  ...USAGE_ANSWER,
  content: {
    ...USAGE_ANSWER.content,
    'text/csv': {
      schema: text(
        'The same columns as the JSON, one line for each group, without pages; at most 20,000 lines.',
      ),
      example: CSV,
    },
  },
};

const USAGE_FIELDS: Fields = {
  page: 'Which page.',
  page_size: 'Groups of a page.',
  sort: {
    description: 'A column of the groups or one of the sums, descending with a leading `-`.',
    examples: ['-cost_usd', 'day'],
  },
  from: {
    description: 'The first instant; a date is its midnight. The beginning of this month unless said.',
    examples: ['2026-11-01'],
  },
  to: {
    description: 'A time is the first instant that is no more in the report, a date the last day that is.',
    examples: ['2026-11-30'],
  },
  group_by: {
    description:
      'One to three different of `day`, `key`, `user`, `model`, `route`, `query_type`, with commas.',
    examples: ['day,model'],
  },
  key_id: 'Only calls of this key.',
  user_id: 'Only calls of this user.',
  model: 'Only calls of this model.',
  route: 'Only calls of this route.',
  query_type: 'Only runs of this query type.',
  format: '`csv` for a spreadsheet; `json` unless said.',
};

/** Limits, budgets and costs: `src/usage`. */
export const spending: Topic = {
  tag: 'Limits and costs',
  about: 'How many requests and how much money are left, and what calls have cost.',
  schemas: {
    BudgetState: object({
      scope: oneOf(['token', 'key', 'user', 'gateway'], 'Whose budget it is.'),
      period: oneOf(['day', 'month', 'total'], 'What it is for.'),
      limit_usd: dollars('The limit:'),
      spent_usd: dollars('What is spent:'),
      reserved_usd: dollars('What is held for calls under way:'),
      remaining_usd: dollars('What is left:'),
      resets_at: orNull(instant('When it begins anew; null: never.')),
    }),
    RateLimitStatus: object({
      requests_used: count('Requests in this window.'),
      requests_remaining: count('Requests that are left in it.'),
      max_requests: count('The limit.'),
      window_seconds: integer('How long a window is.', { minimum: 1 }),
      resets_at: instant('When the window ends.'),
      client_ip: text('The address that the gateway sees.'),
      tracker: text('What the requests are counted under, such as `key:4fK2mZpQ7wXa`.'),
      budget: orNull(ref('BudgetState', 'The budget with the least left; null: none is set, or shown.')),
      budgets: listOf(ref('BudgetState'), 'All budgets that the caller may see.'),
    }),
    UsageSums: object(SUM_SCHEMAS),
    UsageGroup: object(
      { ...GROUP_SCHEMAS, ...SUM_SCHEMAS },
      { optional: Object.keys(GROUP_SCHEMAS), description: 'A group, named by what it was grouped by.' },
    ),
    UsageReport: object({
      meta: object(
        {
          page: integer('Which page this is.', { minimum: 1 }),
          page_size: count('How many groups a page has at most.'),
          total: count('How many groups there are on all pages.'),
          from: instant('The first instant of the report.'),
          to: instant('The first instant that is no more in it.'),
          group_by: listOf({ type: 'string' }, 'What it is grouped by.'),
        },
        { description: 'What the report is over.' },
      ),
      data: listOf(ref('UsageGroup'), 'The groups of the page.'),
      totals: ref('UsageSums', 'Over the groups of all pages.'),
    }),
  },
  fields: { UsageQuery: USAGE_FIELDS },
  routes: {
    'GET /api/rate-limit-status': {
      id: 'getRateLimitStatus',
      summary: 'See what is left',
      description: 'How many requests and how much money the caller has left. Asking costs nothing of it.',
      answers: {
        200: json('What is left.', 'RateLimitStatus', {
          requests_used: 3,
          requests_remaining: 27,
          max_requests: 30,
          window_seconds: 60,
          resets_at: '2026-11-21T12:00:41.000Z',
          client_ip: '203.0.113.7',
          tracker: 'key:4fK2mZpQ7wXa',
          budget: BUDGET,
          budgets: [BUDGET],
        }),
      },
    },
    'GET /api/usage': {
      id: 'getUsage',
      summary: 'See what calls have cost',
      description: 'Sums over the ledger: of the caller’s own calls, or of all for `admin` and `readonly`.',
      answers: { 200: usageAnswer },
    },
    'GET /admin/usage': {
      id: 'getAllUsage',
      summary: 'See what all calls have cost',
      description: 'Sums over the whole ledger.',
      answers: { 200: usageAnswer },
    },
  },
};
