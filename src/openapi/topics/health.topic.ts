import { instant, object, oneOf, ref, text, type Schema } from '../schema';
import { json, type Answer, type Topic } from '../topic';

const CHECKS = {
  database: {
    status: 'up',
    engine: 'postgresql',
    connections_max: '10',
    connections_open: '4',
    connections_idle: '2',
    waiting_for_connection: '0',
  },
  ledger: { status: 'up', waiting_for_commit: '0', largest_batch: '64', batch_max: '256' },
  limits: { status: 'up', counted_in: 'redis' },
  upstream: { status: 'up', provider: 'anthropic', last_call: 'worked', circuit: 'closed' },
  prices: { status: 'up', calls_of_unknown_models: '0', unknown_usage_fields: '0' },
};
const AWAY = { ...CHECKS.database, status: 'down', connections_open: '0', connections_idle: '0' };

const report = (
  up: Readonly<Record<string, object>>,
  down: Readonly<Record<string, object>> = {},
): object => ({
  status: Object.keys(down).length === 0 ? 'ok' : 'error',
  info: up,
  error: down,
  details: { ...up, ...down },
});

const byName = (description: string): Schema => ({
  type: 'object',
  description,
  additionalProperties: ref('Check'),
});

const NOTHING: Answer = { description: 'Somebody is there. No body.' };

const READY = { shutdown: { status: 'up' }, limits: CHECKS.limits };

/** For probes and people: `src/health`. */
export const health: Topic = {
  tag: 'Health',
  about: 'For people, dashboards and orchestrators. Asking is anyone’s right and costs no quota.',
  schemas: {
    Check: {
      ...object({ status: oneOf(['up', 'degraded', 'down'], 'How the part is.') }),
      additionalProperties: { type: 'string' },
      description: 'How one part is, with facts about it.',
    },
    Health: object({
      status: oneOf(['healthy', 'degraded', 'unhealthy'], '`unhealthy`: nothing can be served.'),
      timestamp: instant('When this was.'),
      version: text('The version of the gateway.'),
      checks: byName('By part of the gateway.'),
    }),
    ProbeReport: object({
      status: oneOf(['ok', 'error', 'shutting_down'], '`ok` when nothing is red.'),
      info: byName('What is green.'),
      error: byName('What is red.'),
      details: byName('All of it.'),
    }),
  },
  fields: {},
  routes: {
    'GET /health': {
      id: 'getHealth',
      summary: 'See how the gateway is',
      description: 'The whole picture. 503 only when nothing can be served.',
      answers: {
        200: json('Healthy or degraded.', 'Health', {
          status: 'healthy',
          timestamp: '2026-11-21T12:00:00.000Z',
          version: '0.1.0',
          checks: CHECKS,
        }),
        503: json('Unhealthy.', 'Health', {
          status: 'unhealthy',
          timestamp: '2026-11-21T12:00:00.000Z',
          version: '0.1.0',
          checks: { ...CHECKS, database: AWAY },
        }),
      },
    },
    'GET /health/live': {
      id: 'getLiveness',
      summary: 'Is the process alive?',
      description: 'Whether the process is worth keeping: for liveness probes.',
      answers: { 200: json('It is.', 'ProbeReport', report({})) },
    },
    'GET /health/ready': {
      id: 'getReadiness',
      summary: 'Should requests come here?',
      description: 'Whether this replica takes requests: for readiness probes and load balancers.',
      answers: {
        200: json('They should.', 'ProbeReport', report({ ...READY, database: CHECKS.database })),
        503: json('They should not.', 'ProbeReport', report(READY, { database: AWAY })),
      },
    },
    'HEAD /': {
      id: 'probe',
      summary: 'Is anybody there?',
      description: 'What Claude Code asks before it begins.',
      answers: { 200: NOTHING },
    },
    'HEAD /api/hello': {
      id: 'hello',
      summary: 'Is anybody there? (hello)',
      description: 'What Claude Code asks before it begins.',
      answers: { 200: NOTHING },
    },
  },
};
