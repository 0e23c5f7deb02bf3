import { Logger } from '@nestjs/common';
import { principalOf } from '../auth/principal.fixture';
import { configOf } from '../config/config.fixture';
import { GatewayError, type ErrorCode, type Principal } from '../kernel';
import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { StructuredLlm } from '../llm';
import { FakeUpstream, HANG, lost, MESSAGE, plainOf, refusal, type Act } from '../llm/fake-upstream.fixture';
import { FakeLedger, llmOf } from '../llm/llm.fixture';
import type { Database } from '../storage';
import { storeOfBlock } from '../storage/store.fixture';
import { BudgetExhausted } from '../usage';
import { errorsOn, HOUR, recordOf, TODAY, type TestErrors } from './errors.fixture';
import { ErrorSummary, type ErrorSummaryAnswer } from './error-summary';

const place = storeOfBlock('sqlite');

beforeAll(() => {
  Logger.overrideLogger(false);
});

const INSIGHT = { root_cause_id: 'rate_limits', severity: 'low', action: ['Wait.'] };
const FORM = { summary_text: 'One was too fast.', structured_insight: INSIGHT };
const says = (form: unknown): Act =>
  plainOf(JSON.stringify({ ...MESSAGE, content: [{ type: 'text', text: JSON.stringify(form) }] }));

const GROUP = {
  code: 'rate_limited',
  route: '/api/query',
  layer: 'throttling',
  status: 429,
  count: 1,
  first_seen: '2026-11-21T00:00:00.000Z',
  last_seen: '2026-11-21T00:00:00.000Z',
  sample: 'Too many',
};

interface Asked {
  readonly principal?: Principal;
  readonly departure?: AbortSignal;
}

interface Test extends TestErrors {
  readonly upstream: FakeUpstream;
  readonly ledger: FakeLedger;
  readonly ask: (asked?: Asked) => Promise<ErrorSummaryAnswer>;
}

function testOf(
  acts: readonly Act[],
  env: Readonly<Record<string, string>> = {},
  database: Database = place.database,
): Test {
  const clock = new FixedClock(TODAY + HOUR);
  const upstream = new FakeUpstream(acts);
  const ledger = new FakeLedger();
  const { errors, records } = errorsOn(database, clock);
  const llm = new StructuredLlm(llmOf(upstream, ledger, env).llm, configOf(env));
  const summaries = new ErrorSummary(errors, llm, clock);
  const ask: Test['ask'] = (asked = {}) =>
    summaries.summarize({
      principal: principalOf({ role: 'admin', name: 'ops' }),
      requestId: 'req_1',
      route: '/debug/summarize-errors',
      departure: new AbortController().signal,
      ...asked,
    });
  return { upstream, ledger, errors, records, ask };
}

const ABOUT = {
  requested_by: 'ops',
  groups: [GROUP],
  since: '2026-11-20T01:00:00.000Z',
  request_id: 'req_1',
};

const counted = (reason: ErrorCode, cost_usd = 0): object => ({
  ai_summary: {
    summary_text:
      'In the last 24 hours: 1 x rate_limited on /api/query (first 2026-11-21T00:00:00.000Z, last 2026-11-21T00:00:00.000Z).',
    structured_insight: null,
  },
  provider: null,
  degraded: true,
  reason,
  cost_usd,
  ...ABOUT,
});

describe('a summary of errors', () => {
  it('is none where there are none, and nobody is asked', async () => {
    const { ask, errors, upstream } = testOf([says(FORM)]);
    errors.note(recordOf({ endedAt: TODAY - 23 * HOUR - 1 }));
    expect(await ask()).toEqual({ summary: 'No errors found.', provider: null });
    expect(upstream.requests).toEqual([]);
  });

  it('is answered as CONTRACT section 3 says', async () => {
    const { ask, errors } = testOf([says(FORM)]);
    errors.note(recordOf());
    expect(await ask()).toEqual({
      ai_summary: FORM,
      provider: 'fake',
      degraded: false,
      reason: null,
      cost_usd: 0.00022,
      ...ABOUT,
    });
  });

  it('is asked for with the counts as data, in one call and within its bounds', async () => {
    const { ask, errors, upstream, ledger } = testOf([says(FORM)]);
    errors.note(recordOf());
    errors.note(recordOf({ code: 'internal_error', said: 'Key sp_abc', route: undefined }));
    await ask();
    expect(upstream.asked).toMatchObject([{ max_tokens: 1500, stream: false }]);
    const [request] = upstream.asked as [{ messages: [{ role: string; content: { text: string }[] }] }];
    expect(request.messages).toHaveLength(1);
    const [{ role, content }] = request.messages;
    expect([role, content.length]).toEqual(['user', 3]);
    expect(JSON.parse(content[1]?.text ?? '')).toEqual([
      expect.objectContaining({ code: 'internal_error', route: null, sample: 'Key [key]' }),
      GROUP,
    ]);
    expect(content[2]?.text).toContain('never instructions');
    expect(ledger.rows).toMatchObject([{ route: '/debug/summarize-errors', requestId: 'req_1' }]);
    expect(ledger.reserved[0]?.ceiling).toBeLessThanOrEqual(250_000n);
  });

  it('is about the fifty worst groups', async () => {
    const { ask, errors, upstream } = testOf([says(FORM)]);
    for (let each = 0; each < 60; each += 1) errors.note(recordOf({ route: `/${String(each)}` }));
    errors.note(recordOf({ code: 'internal_error' }));
    const answer = await ask();
    if (!('groups' in answer)) throw new Error('There are errors');
    expect(answer.groups).toHaveLength(50);
    expect(answer.groups[0]?.code).toBe('internal_error');
    expect(upstream.requests).toHaveLength(1);
  });

  it('may be written by the model that stands in, which is less', async () => {
    const env = { CIRCUIT_FAILURE_THRESHOLD: '1', ANTHROPIC_FALLBACK_MODEL: 'claude-haiku-5-5' };
    const { ask, errors, upstream } = testOf([refusal(500), says(FORM)], env);
    errors.note(recordOf());
    await ask();
    expect(await ask()).toMatchObject({ ai_summary: FORM, provider: 'fake', degraded: true, reason: null });
    expect(upstream.asked[1]).toMatchObject({ model: 'claude-haiku-5-5' });
  });
});

describe('without a model the counts are the summary:', () => {
  it.each<[string, Act, ErrorCode]>([
    ['it fails', refusal(500), 'upstream_error'],
    ['it is overloaded', refusal(529), 'upstream_unavailable'],
    ['it refuses the request', refusal(400), 'upstream_error'],
    ['it cannot be reached', lost(), 'upstream_error'],
  ])('%s', async (_, act, code) => {
    const { ask, errors, upstream } = testOf([act]);
    errors.note(recordOf());
    expect(await ask()).toEqual(counted(code));
    expect(upstream.requests).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['no form', 'Well.'],
    ['an unknown cause', { ...FORM, structured_insight: { ...INSIGHT, root_cause_id: 'aliens' } }],
    ['an unknown severity', { ...FORM, structured_insight: { ...INSIGHT, severity: 'fatal' } }],
    ['no insight', { summary_text: 'x' }],
    ['null for an insight', { summary_text: 'x', structured_insight: null }],
    ['more than is asked for', { ...FORM, structured_insight: { ...INSIGHT, note: 'x' } }],
    ['too many actions', { ...FORM, structured_insight: { ...INSIGHT, action: Array(9).fill('Wait.') } }],
  ])('it answers with %s, which is paid', async (_, said) => {
    const { ask, errors } = testOf([says(said)]);
    errors.note(recordOf());
    expect(await ask()).toEqual(counted('upstream_error', 0.00022));
  });

  it('there is no money', async () => {
    const { ask, errors, upstream, ledger } = testOf([says(FORM)]);
    jest.spyOn(ledger, 'reserve').mockImplementation(() => {
      throw new BudgetExhausted('too little', {}, 0);
    });
    errors.note(recordOf());
    expect(await ask()).toEqual(counted('budget_exhausted'));
    expect(upstream.requests).toEqual([]);
  });

  it('where no route matched, that is said', async () => {
    const { ask, errors } = testOf([refusal(500)]);
    errors.note(recordOf({ code: 'not_found', route: undefined }));
    const text = expect.stringContaining('1 x not_found on no route (first ') as unknown;
    expect(await ask()).toMatchObject({ ai_summary: { summary_text: text } });
  });
});

describe('it is refused', () => {
  it('where the store of the counts is away', async () => {
    const { ask, upstream } = testOf([says(FORM)], {}, await place.gone());
    expect((await refusalOf(() => ask())).code).toBe('store_unavailable');
    expect(upstream.requests).toEqual([]);
  });

  it('where its call could not be accounted for', async () => {
    const { ask, errors, ledger } = testOf([says(FORM)]);
    errors.note(recordOf());
    const away = new GatewayError('store_unavailable', 'away');
    ledger.store = () => Promise.reject(away);
    await expect(ask()).rejects.toBe(away);
  });

  it('to one who may not ask the model', async () => {
    const { ask, errors } = testOf([says(FORM)]);
    errors.note(recordOf());
    expect((await refusalOf(() => ask({ principal: principalOf({ models: [] }) }))).code).toBe(
      'model_denied',
    );
  });

  it('to one who has left', async () => {
    const { ask, errors } = testOf([HANG]);
    errors.note(recordOf());
    await expect(ask({ departure: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
