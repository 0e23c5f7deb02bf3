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
import type { Topic } from '../topic';

const COUNTS: Readonly<Record<string, Schema>> = {
  requests: count('All requests that ended, refused and failed ones included.'),
  refused: {
    type: 'object',
    description: 'Requests that were refused (4xx), by the layer that did.',
    additionalProperties: { type: 'integer' },
  },
  failed: count('Requests that failed (5xx), and streams that broke off.'),
  p50_ms: orNull(count('What half of the requests took at most, in milliseconds, to 9 %; null: none ended.')),
  p95_ms: orNull(count('What 95 % of the requests took at most, in milliseconds, to 9 %; null: none ended.')),
};

const STATE = oneOf(['closed', 'half_open', 'open'], 'Whether requests are let through to the provider.');

const SOME_COUNTS = { requests: 7, refused: { budget: 1 }, failed: 0, p50_ms: 362, p95_ms: 1448 };

const OVERVIEW = {
  timestamp: '2026-11-21T12:00:07.000Z',
  today: {
    since: '2026-11-21T00:00:00.000Z',
    requests: 42,
    input_tokens: 18_000,
    output_tokens: 2_400,
    cost_usd: 0.09,
    reserved_usd: 0,
  },
  limits: {
    requests_used: 3,
    requests_remaining: 27,
    max_requests: 30,
    window_seconds: 60,
    resets_at: '2026-11-21T12:00:41.000Z',
  },
  budgets: [],
  health: { status: 'healthy', checks: { database: { status: 'up', engine: 'postgres' } } },
  traffic: {
    slot_seconds: 15,
    slots: [
      {
        at: '2026-11-21T12:00:00.000Z',
        ...SOME_COUNTS,
        input_tokens: 2400,
        output_tokens: 310,
        cost_usd: 0.01185,
      },
    ],
    totals: SOME_COUNTS,
  },
  breaker: 'closed',
  breakers: [{ upstream: 'anthropic', model: 'claude-sonnet-5-5', state: 'closed' }],
};

const EVENTS: Schema = {
  type: 'string',
  description:
    'Server-sent events without an end of their own. `overview`: all that there is to know, at once and then whenever something has changed, at most once a second; so whoever connects again has missed nothing. Comments in between show that somebody is there.',
  // What the data of each event is; nothing else says it in words that tools know.
  contentMediaType: 'text/event-stream',
  contentSchema: ref('Overview'),
  'x-sallyport-events': { overview: ref('Overview') },
};

/** What changes while one watches: `src/live`. */
export const live: Topic = {
  tag: 'Live',
  about: 'How the gateway is, as it changes.',
  schemas: {
    TrafficCounts: object(COUNTS, { description: 'What requests came to.' }),
    Overview: object({
      timestamp: instant('When this was.'),
      today: object(
        {
          since: instant('When the day (UTC) began.'),
          requests: count('Calls to a model.'),
          input_tokens: count('Tokens that were read.'),
          output_tokens: count('Tokens that were written.'),
          cost_usd: dollars('What they cost:'),
          reserved_usd: dollars('What is held for those under way:'),
        },
        { description: 'Of everybody for `admin` and `readonly`, else of the caller.' },
      ),
      limits: object(
        {
          requests_used: count('Requests in this window.'),
          requests_remaining: count('Requests that are left in it.'),
          max_requests: count('The limit.'),
          window_seconds: integer('How long a window is.', { minimum: 1 }),
          resets_at: instant('When the window ends.'),
        },
        { description: 'As `GET /api/rate-limit-status` has it.' },
      ),
      budgets: listOf(
        ref('BudgetState'),
        'All budgets that the caller may see, the one with the least left first.',
      ),
      health: object(
        {
          status: oneOf(['healthy', 'degraded', 'unhealthy'], '`unhealthy`: nothing can be served.'),
          checks: {
            type: 'object',
            description: 'By part of the gateway.',
            additionalProperties: ref('Check'),
          },
        },
        { description: 'As `GET /health` has it, up to five seconds old.' },
      ),
      traffic: orNull(
        object(
          {
            slot_seconds: integer('How long a slot is.', { minimum: 1 }),
            slots: listOf(
              object({
                at: instant('When the slot began.'),
                ...COUNTS,
                input_tokens: count('Tokens that were read.'),
                output_tokens: count('Tokens that were written.'),
                cost_usd: dollars('What calls cost:'),
              }),
              'The last quarter of an hour, the oldest first; the last slot is not over yet.',
            ),
            totals: ref('TrafficCounts', 'Over all slots.'),
          },
          {
            description:
              'What requests of all replicas came to, without those of probes and pages; null for who sees only their own.',
          },
        ),
      ),
      breaker: { ...STATE, description: 'The worst of `breakers`.' },
      breakers: listOf(
        object({
          upstream: text('The provider.'),
          model: text('The model.'),
          state: STATE,
        }),
        'The circuits of the replica that answers; only those that are not closed for who sees only their own.',
      ),
    }),
  },
  fields: {},
  routes: {
    'GET /api/live': {
      id: 'watch',
      summary: 'Watch the gateway',
      description:
        'A stream of overviews. It ends when the credential is no longer good, when the replica does, and after ten minutes: ask again. A caller may have five at once. Asking costs nothing of the quota.',
      answers: {
        200: {
          description: 'The events.',
          content: {
            'text/event-stream': {
              schema: EVENTS,
              example: `event: overview\nid: ${OVERVIEW.timestamp}\ndata: ${JSON.stringify(OVERVIEW)}\n\n`,
            },
          },
        },
      },
      refusals: ['concurrency_limited'],
    },
  },
};
