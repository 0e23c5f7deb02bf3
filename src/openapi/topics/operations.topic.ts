import { instant, listOf, object, oneOf, orNull, ref, text } from '../schema';
import { json, type Topic } from '../topic';

const VERDICTS = ['pass', 'warning', 'failure'] as const;

const METRICS = `# TYPE sallyport_requests_total counter
sallyport_requests_total{method="POST",route="/api/query",status="200",code="",layer=""} 42
`;

/** For operators: `src/metrics` and `src/posture`. */
export const operations: Topic = {
  tag: 'Operation',
  about: 'What an operator looks at: numbers, and the checklist of going live.',
  schemas: {
    PostureLine: object({
      id: text('Of the check; stable.'),
      title: text('What is checked.'),
      status: oneOf(VERDICTS, 'How it stands.'),
      why: text('Why it stands so.'),
      fix: orNull(text('What to do; null: nothing.')),
    }),
    Posture: object({
      status: oneOf(VERDICTS, 'The worst of the lines.'),
      checked_at: instant('When this was.'),
      version: text('The version of the gateway.'),
      checks: listOf(ref('PostureLine'), 'The checklist.'),
    }),
  },
  fields: {},
  routes: {
    'GET /metrics': {
      id: 'getMetrics',
      summary: 'Scrape the metrics',
      description:
        'The numbers of this process in the text format of Prometheus: for the bearer of `METRICS_TOKEN`, and for administrators.',
      security: [{ bearer: [] }, { apiKey: [] }],
      answers: {
        200: {
          description: 'The numbers.',
          content: { 'text/plain': { schema: text('Prometheus text format.'), example: METRICS } },
        },
      },
    },
    'GET /admin/posture': {
      id: 'getPosture',
      summary: 'Go through the checklist',
      description:
        'How ready this replica is for production: every line of the checklist with why it stands so, and the fix. It asks the provider and compares passwords.',
      answers: {
        200: json('The checklist.', 'Posture', {
          status: 'warning',
          checked_at: '2026-11-21T12:00:00.000Z',
          version: '0.1.0',
          checks: [
            {
              id: 'budgets',
              title: 'Budgets are set',
              status: 'warning',
              why: 'Neither the gateway nor any key has a budget',
              fix: 'Set DAILY_BUDGET_USD',
            },
          ],
        }),
      },
    },
  },
};
