import { callerWith, idOf, type Call } from '../support/admin';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import {
  answering,
  budgetOf,
  ceilingOf,
  costOf,
  counterOf,
  detailOf,
  endOf,
  moneyFaults,
  PRICED,
  refusalOf,
  send,
  usd,
} from '../support/money';
import { answerWith, startNativeUpstream, type NativeUpstream } from '../support/native-upstream';

const COST = 'x-sallyport-cost-usd';
const USED = { input: 25, output: 12 };
const MAX_TOKENS = 64;
/** A count is taken to be wrong by so much: 5 percent and 200 tokens. */
const afterCount = (counted: number): number =>
  costOf({ input: counted + Math.ceil(counted / 20) + 200, output: MAX_TOKENS });

let upstream: NativeUpstream;
let gateway: TestGateway;
let ceilings: Readonly<Record<keyof typeof PRICED, number>>;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  gateway = await startGateway({ settings: { ...upstream.settings, UPSTREAM_MAX_RETRIES: '0' } });
  const { call: penniless } = await keyWith({ budget: budgetOf(0) });
  const found = Object.entries(PRICED).map(
    async ([name, request]) => [name, await ceilingOf(penniless, request)] as const,
  );
  ceilings = Object.fromEntries(await Promise.all(found)) as typeof ceilings;
});

beforeEach(() => {
  upstream.follow(answering(USED));
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

afterEach(async () => {
  expect(await moneyFaults(gateway.database)).toEqual([]);
});

async function keyWith(
  rights: Parameters<TestGateway['createKey']>[0],
): Promise<{ readonly key: string; readonly call: Call }> {
  const key = await gateway.createKey(rights);
  return { key, call: callerWith(gateway, key) };
}

describe.each(Object.keys(PRICED) as (keyof typeof PRICED)[])(
  'a budget too small for the bytes of a %s',
  (what) => {
    const request = PRICED[what];

    it('is asked for no count while there is room', async () => {
      const { call } = await keyWith({ budget: budgetOf(ceilings[what], 'day') });
      expect((await send(call, request)).status).toBe(200);
      expect(upstream.arrivals.map(({ target }) => target)).toEqual(['/v1/messages']);
    });

    it('admits it after one count, if that is small enough', async () => {
      const { call, key } = await keyWith({ budget: budgetOf(afterCount(USED.input), 'day') });
      const reply = await send(call, request);
      expect(reply.status).toBe(200);
      const targets = upstream.arrivals.map(({ target }) => target);
      expect(targets).toEqual(['/v1/messages/count_tokens', '/v1/messages']);
      const rows = await ledgerOf(gateway, reply.headers.get('x-request-id') ?? '');
      const told = rows.map(({ route, state, ceiling_micro_usd: ceiling, cost_micro_usd: cost }) => ({
        route,
        state,
        ceiling,
        cost,
      }));
      expect(told.sort((one, other) => one.ceiling - other.ceiling)).toEqual([
        { route: '/v1/messages/count_tokens', state: 'settled', ceiling: 0, cost: 0 },
        { route: request.path, state: 'settled', ceiling: afterCount(USED.input), cost: costOf(USED) },
      ]);
      expect(await counterOf(gateway.database, `key:${idOf(key)}`, 'day')).toEqual({
        spent: costOf(USED),
        reserved: 0,
      });
    });

    it('refuses it when the count is too large, and asks no more', async () => {
      const { call } = await keyWith({ budget: budgetOf(afterCount(USED.input) - 1, 'day') });
      const reply = await send(call, request);
      expect(reply.status).toBe(402);
      expect(refusalOf(reply)).toMatchObject({
        layer: 'budget',
        budget: { needed_usd: usd(afterCount(USED.input)) },
        resets_at: null,
      });
      expect(detailOf(reply)).toContain('never fit');
      expect(upstream.arrivals.map(({ target }) => target)).toEqual(['/v1/messages/count_tokens']);
    });

    it('refuses it by its bytes when nobody can count', async () => {
      const { call } = await keyWith({ budget: budgetOf(ceilings[what] - 1, 'day') });
      upstream.follow((arrival) => {
        answerWith(arrival, 500, { type: 'error', error: { type: 'api_error', message: 'No.' } });
      });
      const reply = await send(call, request);
      expect(reply.status).toBe(402);
      expect(refusalOf(reply)).toMatchObject({ budget: { needed_usd: usd(ceilings[what]) } });
      expect(upstream.arrivals.map(({ target }) => target)).toEqual(['/v1/messages/count_tokens']);
    });

    it('says that it can never fit where no count would help, and asks for none', async () => {
      const { call } = await keyWith({ budget: budgetOf(afterCount(0) - 1, 'day') });
      const reply = await send(call, request);
      expect(reply.status).toBe(402);
      expect(refusalOf(reply)).toMatchObject({ resets_at: null, budget: { period: 'day' } });
      expect(detailOf(reply)).toMatch(/can never fit into the budget of this key, \$[\d.]+ a day/);
      expect(upstream.arrivals).toEqual([]);
    });
  },
);

describe('an absurd max_tokens', () => {
  const WRONG = [0, -1, 1e9, '5', 1.5, null, true, [], {}];
  const cases = Object.keys(PRICED).flatMap((what) =>
    WRONG.map((value) => [JSON.stringify(value), what as keyof typeof PRICED, value] as const),
  );

  it.each(cases)('of %s is refused before any money moves (%s)', async (_, what, value) => {
    const { path, body } = PRICED[what];
    const { call, key } = await keyWith({ budget: budgetOf(1e9, 'day') });
    const reply = await send(call, { path, body: { ...body, max_tokens: value } });
    expect([reply.status, detailOf(reply)]).toEqual([400, expect.stringContaining('max_tokens')]);
    expect(upstream.arrivals).toEqual([]);
    expect(await ledgerOf(gateway, reply.headers.get('x-request-id') ?? '')).toEqual([]);
    expect(await counterOf(gateway.database, `key:${idOf(key)}`, 'day')).toEqual({ spent: 0, reserved: 0 });
  });
});

describe('the price of an answer', () => {
  it.each(['query', 'message'] as const)('stands in a header of a plain %s', async (what) => {
    const reply = await send((await keyWith({})).call, PRICED[what]);
    const [row] = await ledgerOf(gateway, reply.headers.get('x-request-id') ?? '');
    expect(row).toMatchObject({ state: 'settled', cost_micro_usd: costOf(USED) });
    expect(reply.headers.get(COST)).toBe(String(usd(costOf(USED))));
    if (what === 'query') expect(reply.body['cost_usd']).toBe(usd(costOf(USED)));
  });

  it.each(['query', 'query stream'] as const)('is nothing for a %s that is replayed', async (what) => {
    const { key, call } = await keyWith({});
    const { path, body } = PRICED[what];
    const ask = () => call('POST', path, body, { 'idempotency-key': 'the-same' });
    const [first, again] = [await ask(), await ask()];
    expect([first, again].map(({ status }) => status)).toEqual([200, 200]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    if (what === 'query')
      expect([first, again].map(({ headers }) => headers.get(COST))).toEqual([
        String(usd(costOf(USED))),
        '0',
      ]);
    const rows = await ledgerOf(gateway);
    expect(rows.filter(({ key_id: id }) => id === idOf(key))).toHaveLength(1);
    expect(await counterOf(gateway.database, `key:${idOf(key)}`, 'total')).toEqual({
      spent: costOf(USED),
      reserved: 0,
    });
  });
});

describe('GET /api/rate-limit-status', () => {
  const look = async (call: Call) => (await call('GET', '/api/rate-limit-status')).body;

  it('tells the budgets of a caller, and a page that of its token alone', async () => {
    const { key, call } = await keyWith({ budget: budgetOf(10_000, 'month') });
    const small = await capped(key, 0.005);
    expect((await send(small, PRICED.query)).status).toBe(200);
    const spent = costOf(USED);
    const ofKey = state('key', 'month', 10_000, spent);
    expect(await look(call)).toMatchObject({ budget: ofKey, budgets: [ofKey] });
    const ofSmall = state('token', 'total', 5000, spent);
    expect(await look(small)).toMatchObject({ budget: ofSmall, budgets: [ofSmall] });
  });

  it('has none for who has none', async () => {
    expect(await look((await keyWith({})).call)).toMatchObject({ budget: null, budgets: [] });
  });

  async function capped(key: string, maxCost: number): Promise<Call> {
    return pageWith(gateway, await tokenFrom(gateway, key, { max_cost_usd: maxCost }));
  }

  function state(scope: string, period: 'month' | 'total', limit: number, spent: number): object {
    return {
      scope,
      period,
      limit_usd: usd(limit),
      spent_usd: usd(spent),
      reserved_usd: 0,
      remaining_usd: usd(limit - spent),
      resets_at: endOf(period),
    };
  }
});

describe('a soft limit', () => {
  it('is told of once, when it is reached', async () => {
    const { key, call } = await keyWith({
      budget: { ...budgetOf(6 * ceilings.query), softPercent: 50 },
    });
    upstream.follow(answering({ input: ceilings.query / 2 - 5 * MAX_TOKENS, output: MAX_TOKENS }));
    const told = () => gateway.logs.filter(({ scope }) => scope === `key:${idOf(key)}`);
    for (const spent of [1, 2]) {
      await send(call, PRICED.query);
      expect([spent, told()]).toEqual([spent, []]);
    }
    await send(call, PRICED.query);
    await gateway.logged(({ scope }) => scope === `key:${idOf(key)}`);
    for (const status of [200, 200, 200, 402]) expect((await send(call, PRICED.query)).status).toBe(status);
    expect(told()).toEqual([
      expect.objectContaining({
        level: 40,
        period: 'total',
        limit_usd: usd(6 * ceilings.query),
        soft_limit_usd: usd(3 * ceilings.query),
        spent_usd: usd(3 * ceilings.query),
      }),
    ]);
  });
});
