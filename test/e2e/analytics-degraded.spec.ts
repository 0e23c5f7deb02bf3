import { setTimeout } from 'node:timers/promises';
import type { AnalyticsAnswer } from '../../src/analytics/analytics-answer';
import { callerWith, idOf, until, type Call } from '../support/admin';
import { letIn, ownFunnel, ROUTE, run, says, type Asked } from '../support/analytics';
import { ask, QUESTION } from '../support/ask';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { budgetOf, counterOf, moneyFaults, usd } from '../support/money';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { openWay, type Way } from '../support/way';

const COST = 'x-sallyport-cost-usd';
const NOTHING = [0, '0'];
const FAILURES_TO_OPEN = 30;
/** Dear enough for a long question to come near what one may cost. */
const MODEL = 'claude-mythos-5-1';

let simulator: TestSimulator;
let way: Way;
let gateway: TestGateway;
let caller: { readonly url: string; readonly key: string };

beforeAll(async () => {
  simulator = await startTestSimulator();
  way = await openWay(Number(new URL(simulator.url).port));
  gateway = await startGateway({
    settings: {
      ...simulator.settings,
      ANTHROPIC_BASE_URL: way.url,
      ANTHROPIC_MODEL: MODEL,
      UPSTREAM_TIMEOUT_MS: '3000',
      CIRCUIT_FAILURE_THRESHOLD: String(FAILURES_TO_OPEN),
      CIRCUIT_RESET_SECONDS: '2',
    },
  });
});

beforeEach(async () => {
  caller = { url: gateway.url, key: await gateway.createKey() };
});

afterEach(async () => {
  expect(await moneyFaults(gateway.database)).toEqual([]);
});

afterAll(async () => {
  await gateway.stop();
  await way.close();
  await simulator.close();
});

/** Numbers without words, for a reason. */
const without = (reason: string) => ({
  metrics: expect.objectContaining({ overall: expect.objectContaining({ rate: 0.75 }) }),
  answer: null,
  explanation: null,
  grounded: null,
  ungrounded_numbers: [],
  model: null,
  cached: false,
  degraded: true,
  reason,
  detail: expect.stringMatching(/\S/),
});

async function rowsOf(requestId: string) {
  return (await ledgerOf(gateway, requestId)).filter(({ route }) => route === ROUTE);
}

/** Gives what the answer and its header say that it has cost. */
async function costOfDegraded(asked: Asked, mark: string, reason: string, layer: string): Promise<unknown> {
  const { status, headers, body, text } = await run(caller, asked, { 'x-request-id': mark });
  expect([status, body]).toEqual([200, expect.objectContaining(without(reason))]);
  expect(text).not.toMatch(/simulator|anthropic|127\.0\.0\.1|provider-key/i);
  const record = await gateway.logged(({ request_id: id, outcome }) => id === mark && outcome !== undefined);
  expect(record).toMatchObject({ level: 40, status: 200, outcome: 'degraded', code: reason, layer });
  return [body.cost_usd, headers.get(COST)];
}

describe('a provider that does not explain', () => {
  it.each([
    ['status:400', 'upstream_error'],
    ['status:401', 'upstream_error'],
    ['status:404', 'upstream_error'],
    ['status:429,retry-after=7', 'upstream_unavailable'],
    ['status:500', 'upstream_error'],
    ['status:529', 'upstream_unavailable'],
    ['garbage', 'upstream_error'],
    ['wrong-type', 'upstream_error'],
    ['reset', 'upstream_error'],
    ['cut:1', 'upstream_error'],
    ['redirect:http://127.0.0.1:9/elsewhere', 'upstream_error'],
    ['echo-credential', 'upstream_error'],
    ['hang', 'upstream_timeout'],
  ])(
    'for %s leaves the numbers, and %s; it is asked once, and again by the next',
    async (trouble, reason) => {
      const { asked, mark } = ownFunnel();
      await simulator.trouble(trouble, { match: mark });
      const told = await costOfDegraded(asked, mark, reason, 'upstream');
      expect(await simulator.requests(mark)).toHaveLength(1);
      const [row, ...more] = await rowsOf(mark);
      expect(row).toMatchObject({
        query_type: asked.query_type,
        outcome: trouble === 'hang' ? 'timed_out' : 'failed',
        attempts: 1,
      });
      expect(more).toEqual([]);
      expect((await run(caller, asked)).body).toMatchObject({ cached: false, degraded: false });
      expect(await simulator.requests(mark)).toHaveLength(2);
      // What was given up may have to be paid, and is counted in full.
      const cost = usd(row?.cost_micro_usd ?? 0);
      expect(told).toEqual([cost, String(cost)]);
    },
  );

  it('for a closed port', async () => {
    const { asked, mark } = ownFunnel();
    await way.close();
    expect(await costOfDegraded(asked, mark, 'upstream_error', 'upstream')).toEqual(NOTHING);
    await way.reopen();
    expect(await rowsOf(mark)).toMatchObject([{ outcome: 'failed', attempts: 1, cost_micro_usd: 0 }]);
    expect((await run(caller, asked)).body.degraded).toBe(false);
  });

  it('while its circuit is open is not asked', async () => {
    const all = Array.from({ length: FAILURES_TO_OPEN }, ownFunnel);
    await simulator.trouble('status:500', { match: 'step-', times: FAILURES_TO_OPEN });
    await Promise.all(all.map(({ asked }) => run(caller, asked)));
    const { asked, mark } = ownFunnel();
    expect(await costOfDegraded(asked, mark, 'upstream_unavailable', 'upstream')).toEqual(NOTHING);
    expect([await simulator.requests(mark), await ledgerOf(gateway, mark)]).toEqual([[], []]);
    await until(
      // Others have work for the processor meanwhile.
      () => setTimeout(100).then(() => run(caller, asked)),
      ({ body }) => !body.degraded,
    );
  });

  it('a second time gives what the first attempt said, and its price', async () => {
    const { asked, mark } = ownFunnel();
    await says(simulator, mark, 'It was 9,999.');
    await simulator.trouble('status:500', { match: mark });
    const { body } = await run(caller, asked, { 'x-request-id': mark });
    expect(body).toMatchObject({ answer: 'It was 9,999.', grounded: false, ungrounded_numbers: ['9,999'] });
    expect((await rowsOf(mark)).map(({ outcome }) => outcome).sort()).toEqual(['answered', 'failed']);
    const formless = ownFunnel();
    await says(simulator, formless.mark, { no: 'form' });
    await simulator.trouble('status:529', { match: formless.mark });
    const none = await run(caller, formless.asked, { 'x-request-id': formless.mark });
    expect(none.body).toMatchObject({ answer: null, degraded: true, reason: 'upstream_error' });
    for (const reply of [body, none.body]) {
      const paid = (await rowsOf(reply.request_id)).reduce((sum, row) => sum + row.cost_micro_usd, 0);
      expect([reply.cost_usd > 0, reply.cost_usd]).toEqual([true, usd(paid)]);
    }
  });

  it('leaves a step of a chain without an answer, which no model is told of', async () => {
    const { asked, mark } = ownFunnel();
    await simulator.trouble('status:400', { match: mark });
    const { chain_id, metrics } = (await run(caller, asked)).body;
    const { body } = await callerWith(gateway, caller.key)('GET', `/api/chains/${String(chain_id)}`);
    expect(body['steps']).toMatchObject([
      { degraded: true, model: null, cost_usd: 0, content: { metrics, answer: null } },
    ]);
    expect((await ask(caller, { ...QUESTION, chain_id })).body).toMatchObject({ chain_id, turns_sent: 0 });
  });
});

describe('money', () => {
  it('that is gone leaves the numbers, and reaches no provider', async () => {
    caller = { ...caller, key: await gateway.createKey({ budget: budgetOf(1) }) };
    const { asked, mark } = ownFunnel();
    expect(await costOfDegraded(asked, mark, 'budget_exhausted', 'budget')).toEqual(NOTHING);
    expect([await simulator.requests(mark), await ledgerOf(gateway, mark)]).toEqual([[], []]);
  });

  it('for some of many at once is not overspent; the others get their numbers', async () => {
    const rich = ownFunnel();
    await run(caller, rich.asked, { 'x-request-id': rich.mark });
    const [{ ceiling_micro_usd: ceiling } = { ceiling_micro_usd: 0 }] = await rowsOf(rich.mark);
    const limit = 2 * ceiling;
    const key = await gateway.createKey({ budget: budgetOf(limit, 'day') });
    const all = Array.from({ length: 12 }, () => run({ ...caller, key }, ownFunnel().asked));
    const replies = await Promise.all(all);
    const [poor, paid] = [true, false].map((is) => replies.filter(({ body }) => body.degraded === is));
    expect([poor?.length, paid?.length]).not.toContain(0);
    for (const { status, body } of poor ?? [])
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({ ...without('budget_exhausted'), cost_usd: 0 }),
      ]);
    const spent = (paid ?? []).reduce((sum, { body }) => sum + Math.round(body.cost_usd * 1e6), 0);
    expect(spent).toBeLessThanOrEqual(limit);
    expect(await counterOf(gateway.database, `key:${idOf(key)}`, 'day')).toEqual({ spent, reserved: 0 });
  });

  it('that one page of a customer has not got is not missing to the next, which asks the same', async () => {
    const { asked, mark } = ownFunnel();
    const pages = [0.1, 10].map(async (max_cost_usd) => {
      const wish = { subject: 'customer 42', max_cost_usd };
      return pageWith(gateway, await tokenFrom(gateway, caller.key, wish));
    });
    const [poor, rich] = (await Promise.all(pages)) as [Call, Call];
    // There is enough for few tokens, so that they are counted first; until then both wait.
    await simulator.trouble('hang', { match: mark });
    const ofPoor = poor<AnalyticsAnswer>('POST', ROUTE, asked);
    await until(
      () => simulator.requests(mark),
      (counts) => counts.length === 1,
    );
    const ofRich = rich<AnalyticsAnswer>('POST', ROUTE, asked);
    await letIn(caller, 4);
    expect((await ofPoor).body).toMatchObject(without('budget_exhausted'));
    expect((await ofRich).body).toMatchObject({ degraded: false, grounded: true, reason: null });
  });

  it('beyond what one run may cost is not risked, whoever asks; a count may show that it is less', async () => {
    const months = Array.from(
      { length: 60 },
      (_, at) => `${String(2020 + Math.floor(at / 12))}-${String((at % 12) + 1).padStart(2, '0')}`,
    );
    const [likely, { mark }] = [ownFunnel(), ownFunnel()];
    const long = (code: string): Asked => ({
      query_type: 'churn_analysis',
      parameters: {
        data: {
          periods: months.map((period) => ({
            period,
            customers_start: 999_999_990,
            customers_lost: 100_000_007,
            revenue_start: 999_999_999_999.99,
            revenue_lost: 123_456_789_012.37,
          })),
          reasons: [{ code, customers: 1 }],
        },
      },
    });
    expect((await run(caller, long(likely.mark))).body).toMatchObject({ degraded: false });
    const counted = (await simulator.requests(likely.mark)).map(({ path }) => path);
    expect(counted).toEqual(['/v1/messages/count_tokens', '/v1/messages']);
    await simulator.trouble('status:500', { match: mark });
    const { status, body } = await run(caller, long(mark), { 'x-request-id': mark });
    const told = { ...without('budget_exhausted'), metrics: expect.any(Object), cost_usd: 0 };
    expect([status, body]).toEqual([200, expect.objectContaining(told)]);
    expect((await simulator.requests(mark)).map(({ path }) => path)).toEqual(['/v1/messages/count_tokens']);
    expect(await rowsOf(mark)).toEqual([]);
  });
});
