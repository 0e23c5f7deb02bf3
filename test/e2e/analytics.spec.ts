import { checkSchema } from '../../simulator/schema';
import { callerWith } from '../support/admin';
import {
  exampleFor,
  ownFunnel,
  ownMrr,
  ROUTE,
  rowsOfKey,
  run,
  startGuardedSimulator,
  TYPES,
  typesFor,
  type GuardedSimulator,
  type SentRequest,
} from '../support/analytics';
import { ask, QUESTION } from '../support/ask';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { faultsOf } from '../support/json-schema';
import { moneyFaults } from '../support/money';
import type { Arrival } from '../support/native-upstream';

const COST = 'x-sallyport-cost-usd';

let simulator: GuardedSimulator;
let gateway: TestGateway;
/** A caller of its own for each test: what is kept for others is not theirs. */
let caller: { readonly url: string; readonly key: string };

beforeAll(async () => {
  simulator = await startGuardedSimulator();
  gateway = await startGateway({
    settings: { ...simulator.settings, ANALYTICS_KEEP_SECONDS: '300,mrr_analysis=0' },
  });
});

beforeEach(async () => {
  caller = { url: gateway.url, key: await gateway.createKey({ role: 'member' }) };
});

afterEach(async () => {
  expect(await moneyFaults(gateway.database)).toEqual([]);
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

const sent = ({ body }: Arrival): SentRequest => JSON.parse(body.toString()) as SentRequest;
const count = (mark: string): number => simulator.arrivals.filter(({ body }) => body.includes(mark)).length;

describe('GET /api/analytics-query/types', () => {
  it('tells of all four what they take, compute and answer, also to those who only look', async () => {
    for (const rights of [{}, { role: 'readonly' }, { role: 'analyst' }, { mode: 'viewer' }] as const) {
      const list = await typesFor({ ...gateway, key: await gateway.createKey(rights) });
      expect(list.meta).toEqual({ page: 1, page_size: 4, total: 4 });
      expect(list.data.map(({ id }) => id)).toEqual(TYPES);
      for (const view of list.data)
        expect(view).toEqual({
          id: view.id,
          version: expect.any(Number),
          title: expect.stringMatching(/\S/),
          description: expect.stringMatching(/\S/),
          roles: ['analyst', 'member', 'admin'],
          parameters: expect.objectContaining({ type: 'object', additionalProperties: false }),
          metrics: expect.objectContaining({ type: 'object', additionalProperties: false }),
          explanation: expect.objectContaining({ type: 'object', additionalProperties: false }),
          max_cost_usd: expect.any(Number),
        });
    }
    expect((await callerWith(gateway, 'sp_none')('GET', `${ROUTE}/types`)).status).toBe(401);
  });

  it('shows a credential that is limited to some only those', async () => {
    const key = await gateway.createKey({ queryTypes: ['cohort_analysis', 'mrr_analysis'] });
    const { meta, data } = await typesFor({ ...gateway, key });
    expect([meta.total, data.map(({ id }) => id)]).toEqual([2, ['mrr_analysis', 'cohort_analysis']]);
  });
});

describe.each(TYPES)('%s', (type) => {
  it('answers its example as its schemas say, grounded, paid for and in the ledger', async () => {
    const view = (await typesFor(gateway)).data.find(({ id }) => id === type);
    if (view === undefined) throw new Error(`There is no ${type}`);
    const asked = await exampleFor(gateway, type);
    expect(faultsOf(view.parameters, asked.parameters)).toEqual([]);
    const { status, headers, body } = await run(caller, asked);
    expect(status).toBe(200);
    expect(body).toEqual({
      query_type: type,
      version: view.version,
      metrics: expect.any(Object),
      answer: expect.stringContaining('simulator'),
      explanation: expect.objectContaining({ summary: body.answer }),
      grounded: true,
      ungrounded_numbers: [],
      model: 'claude-sonnet-5-5',
      usage: expect.objectContaining({ cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }),
      cost_usd: expect.any(Number),
      cached: false,
      degraded: false,
      reason: null,
      detail: null,
      chain_id: expect.stringMatching(/^\w{20}$/),
      request_id: headers.get('x-request-id'),
    });
    expect(faultsOf(view.metrics, body.metrics)).toEqual([]);
    expect(faultsOf(view.explanation, body.explanation)).toEqual([]);
    expect(headers.get(COST)).toBe(String(body.cost_usd));
    const cost = Math.round(body.cost_usd * 1e6);
    expect(cost).toBe(2 * body.usage.input_tokens + 10 * body.usage.output_tokens);
    expect(await rowsOfKey(gateway, caller.key)).toEqual([
      expect.objectContaining({
        request_id: body.request_id,
        route: ROUTE,
        query_type: type,
        state: 'settled',
        outcome: 'answered',
        attempts: 1,
        cost_micro_usd: cost,
        input_tokens: body.usage.input_tokens,
        output_tokens: body.usage.output_tokens,
      }),
    ]);
    expect(await gateway.logged(({ request_id: id }) => id === body.request_id)).toMatchObject({
      outcome: 'answered',
      code: null,
    });
  });

  it('reaches the provider as one turn: a guide, the numbers as data, a task; and a form to fill in', async () => {
    const before = simulator.arrivals.length;
    const asked = await exampleFor(gateway, type);
    const parameters = { ...asked.parameters, time_period: 'last_7_days' };
    const replies = [await run(caller, asked), await run(caller, { ...asked, parameters })];
    const requests = simulator.arrivals.slice(before).map(sent);
    expect(requests).toHaveLength(2);
    const texts = requests.map((request) => {
      expect(Object.keys(request).sort().join()).toBe('max_tokens,messages,model,output_config,stream');
      expect(request.output_config).toEqual({
        format: { type: 'json_schema', schema: expect.objectContaining({ additionalProperties: false }) },
      });
      checkSchema(request.output_config.format.schema);
      expect(request.messages.map(({ role }) => role)).toEqual(['user']);
      const blocks = request.messages.flatMap(({ content }) => content);
      expect(blocks.map((block) => Object.keys(block).join())).toEqual(Array(3).fill('type,text'));
      return blocks.map(({ text }) => text);
    });
    for (const [at, given] of [asked.parameters, parameters].entries())
      expect(JSON.parse(texts[at]?.[1] ?? '')).toEqual({
        parameters: given,
        metrics: replies[at]?.body.metrics,
      });
    // All that is not data is ours, whatever was asked.
    expect([texts[1]?.[0], texts[1]?.[2]]).toEqual([texts[0]?.[0], texts[0]?.[2]]);
    expect(texts[0]?.[0]).toMatch(/data/);
  });

  it('begins a chain, which a question goes on with', async () => {
    const asked = await exampleFor(gateway, type);
    const { body } = await run(caller, asked);
    const call = callerWith(gateway, caller.key);
    const chain = (await call('GET', `/api/chains/${String(body.chain_id)}`)).body;
    const { metrics, answer, explanation } = body;
    expect(chain).toMatchObject({ type, step_count: 1, cost_usd: body.cost_usd });
    expect(chain['steps']).toEqual([
      expect.objectContaining({
        position: 1,
        type,
        request_id: body.request_id,
        degraded: false,
        content: { kind: 'analytics', parameters: asked.parameters, metrics, answer, explanation },
      }),
    ]);
    const before = simulator.arrivals.length;
    const question = { ...QUESTION, chain_id: body.chain_id };
    expect((await ask(caller, question)).body).toMatchObject({ chain_id: body.chain_id, turns_sent: 1 });
    const [then = []] = simulator.arrivals.slice(before).map((arrival) => sent(arrival).messages);
    expect(then.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(JSON.parse(then[0]?.content[1]?.text ?? '')).toEqual({ parameters: asked.parameters, metrics });
    expect(then[1]?.content.map(({ text }) => text)).toEqual([answer]);
    expect(then[2]?.content[2]?.text).toBe(QUESTION.question);
  });
});

describe('a question that was answered', () => {
  it('is not asked again by its caller for as long as answers of its type are kept', async () => {
    const { asked, mark } = ownFunnel();
    const first = await run(caller, asked);
    const { data } = asked.parameters as { readonly data: { readonly steps: object[] } };
    const steps = data.steps.map((step) => Object.fromEntries(Object.entries(step).reverse()));
    const turned = { parameters: { data: { steps } }, query_type: asked.query_type };
    for (const same of [asked, turned]) {
      const { body, headers } = await run(caller, same, {
        'idempotency-key': String(same === asked),
      });
      const { input_tokens, output_tokens } = body.usage;
      expect(body).toEqual({
        ...first.body,
        usage: body.usage,
        request_id: headers.get('x-request-id'),
        cached: true,
        cost_usd: 0,
      });
      expect([input_tokens, output_tokens, headers.get(COST), headers.get('idempotent-replayed')]).toEqual([
        0,
        0,
        '0',
        null,
      ]);
    }
    expect([(await rowsOfKey(gateway, caller.key)).length, count(mark)]).toEqual([1, 1]);
    const other = { ...asked, parameters: { ...asked.parameters, time_period: 'last_7_days' } };
    const stranger = { ...caller, key: await gateway.createKey() };
    for (const { body } of [await run(caller, other), await run(stranger, asked)])
      expect(body.cached).toBe(false);
    expect(count(mark)).toBe(3);
  });

  it('is asked again where answers of its type are not kept, unless its Idempotency-Key was there', async () => {
    const { asked, mark } = ownMrr();
    const key = { 'idempotency-key': 'once' };
    const first = await run(caller, asked, key);
    expect((await run(caller, asked)).body.cached).toBe(false);
    expect(count(mark)).toBe(2);
    const again = await run(caller, asked, key);
    expect([again.text, again.headers.get('idempotent-replayed'), again.headers.get(COST)]).toEqual([
      first.text,
      'true',
      '0',
    ]);
    const conflict = await run(caller, ownMrr().asked, key);
    expect([conflict.status, conflict.body['code']]).toEqual([409, 'idempotency_conflict']);
    expect([(await rowsOfKey(gateway, caller.key)).length, count(mark)]).toEqual([2, 2]);
  });

  it('is not told to a page that may not ask its model, though its customer has asked it', async () => {
    const { asked, mark } = ownFunnel();
    const wishes = [{}, { models: ['claude-haiku-4-5'] }].map((wish) => ({
      subject: 'customer 42',
      ...wish,
    }));
    const tokens = await Promise.all(wishes.map((wish) => tokenFrom(gateway, caller.key, wish)));
    const statuses: number[] = [];
    for (const token of tokens) statuses.push((await pageWith(gateway, token)('POST', ROUTE, asked)).status);
    expect(statuses).toEqual([200, 403]);
    expect(count(mark)).toBe(1);
  });
});
