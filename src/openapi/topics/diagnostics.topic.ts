import { count, dollars, flag, instant, integer, listOf, object, oneOf, orNull, ref, text } from '../schema';
import type { Topic } from '../topic';

const GROUP = {
  code: 'upstream_unavailable',
  route: '/api/query',
  layer: 'upstream',
  status: 503,
  count: 12,
  first_seen: '2026-11-21T11:40:00.000Z',
  last_seen: '2026-11-21T11:52:00.000Z',
  sample: 'The model provider is overloaded',
};

const SUMMARY = {
  ai_summary: {
    summary_text: 'The provider was overloaded from 11:40 to 11:52; twelve questions failed.',
    structured_insight: {
      root_cause_id: 'provider_outage',
      severity: 'medium',
      action: ['Set ANTHROPIC_FALLBACK_MODEL.'],
    },
  },
  provider: 'anthropic',
  requested_by: 'operator',
  groups: [GROUP],
  since: '2026-11-20T12:00:00.000Z',
  degraded: false,
  reason: null,
  cost_usd: 0.0041,
  request_id: 'req_0f8fad5bd9cb469fa16570867728950e',
};

const NO_ERRORS = { summary: 'No errors found.', provider: null };

/** What went wrong: `src/diagnostics`. */
export const diagnostics: Topic = {
  tag: 'Diagnostics',
  about: 'What went wrong lately, in words.',
  schemas: {
    ErrorGroup: object({
      code: text('A code of the error table.'),
      route: orNull(text('The route, as declared; null: none matched.')),
      layer: text('The defence that refused.'),
      status: integer('The HTTP status.'),
      count: count('How often.'),
      first_seen: instant('The first of them.'),
      last_seen: instant('The last of them.'),
      sample: text('What the last of them said.'),
    }),
    ErrorInsight: object({
      root_cause_id: text('The one cause that explains most of it.'),
      severity: oneOf(['low', 'medium', 'high', 'critical'], 'How bad it is for the users of the gateway.'),
      action: listOf({ type: 'string' }, 'What to do, the most urgent first.'),
    }),
    ErrorSummary: object({
      ai_summary: object(
        {
          summary_text: text('What is going on.'),
          structured_insight: orNull(
            ref('ErrorInsight', 'The conclusion; null where Claude did not write it.'),
          ),
        },
        { description: 'In words, and as a conclusion.' },
      ),
      provider: orNull(text('Who wrote the summary; null: it is the counts themselves.')),
      requested_by: text('Who asked.'),
      groups: listOf(ref('ErrorGroup'), 'The counts that it is about, the worst first.'),
      since: instant('What is older is not in it.'),
      degraded: flag('Whether Claude did not write it.'),
      reason: orNull(text('Why not: a code of the error table.')),
      cost_usd: dollars('What it cost:'),
      request_id: text('The `x-request-id` of the answer.'),
    }),
    NoErrors: object({
      summary: text('`No errors found.`', { const: 'No errors found.' }),
      provider: { type: 'null', description: 'Nobody had to be asked.' },
    }),
  },
  fields: {},
  routes: {
    'GET /debug/summarize-errors': {
      id: 'summarizeErrors',
      summary: 'Have the errors summarised',
      description:
        'What went wrong in the last 24 hours, summarised by Claude; the counts alone where Claude, or money to ask it, is missing. It costs money, so a viewer may not ask.',
      answers: {
        200: {
          description: 'The summary.',
          content: {
            'application/json': {
              schema: { anyOf: [ref('ErrorSummary'), ref('NoErrors')] },
              examples: {
                summary: { summary: 'Errors', value: SUMMARY },
                none: { summary: 'No errors', value: NO_ERRORS },
              },
            },
          },
        },
      },
      asksModel: true,
    },
  },
};
