import type { BudgetPeriod } from '../../src/kernel';
import { adminOf, callerWith, idOf, until, type Admin, type Call } from '../support/admin';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import {
  answerFor,
  answering,
  budgetOf,
  ceilingOf,
  costOf,
  counterOf,
  moneyFaults,
  PRICED,
  refusalOf,
  send,
  usd,
  type PricedRequest,
} from '../support/money';
import { message } from '../support/native';
import {
  answerWith,
  startNativeUpstream,
  type NativeUpstream,
  type Script,
} from '../support/native-upstream';
import { timed } from '../support/timed';

const USED = { input: 25, output: 12 };
/** Within which a change holds everywhere. */
const SOON_MS = 1500;
const REQUESTS = Object.entries(PRICED);

let upstream: NativeUpstream;
let gateway: TestGateway;
let admin: Admin;
let ceiling: number;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  const settings = { ...upstream.settings, UPSTREAM_MAX_RETRIES: '0', CIRCUIT_FAILURE_THRESHOLD: '1000' };
  gateway = await startGateway({ settings });
  admin = await adminOf(gateway);
  const penniless = callerWith(gateway, await gateway.createKey({ budget: budgetOf(0) }));
  ceiling = await ceilingOf(penniless, PRICED.message);
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

interface Spender {
  readonly id: string;
  readonly call: Call;
}

async function keyWith(limit?: number, period: BudgetPeriod = 'total'): Promise<Spender> {
  const key = await gateway.createKey(limit === undefined ? {} : { budget: budgetOf(limit, period) });
  return { id: idOf(key), call: callerWith(gateway, key) };
}

async function setBudget({ id }: Spender, limit: number | null, period = 'total'): Promise<void> {
  const budget = limit === null ? null : { limit_usd: usd(limit), period };
  const { status, body } = await admin.call('PATCH', `/admin/keys/${id}`, { budget });
  expect([status, body['budget']]).toEqual([200, budget === null ? null : expect.objectContaining(budget)]);
}

/** Milliseconds until a request is answered so. */
async function untilAnswered(call: Call, status: number): Promise<number> {
  const { ms } = await timed(() =>
    until(
      () => send(call, PRICED.message),
      (reply) => reply.status === status,
    ),
  );
  return ms;
}

describe('a budget that is changed', () => {
  it('makes room at once when it is raised, and closes when it is lowered', async () => {
    const spender = await keyWith(0);
    await untilAnswered(spender.call, 402);
    await setBudget(spender, 10 * ceiling);
    expect(await untilAnswered(spender.call, 200)).toBeLessThan(SOON_MS);
    await setBudget(spender, 0);
    expect(await untilAnswered(spender.call, 402)).toBeLessThan(SOON_MS);
  });

  it('that is taken away holds nobody back', async () => {
    const spender = await keyWith(0);
    await untilAnswered(spender.call, 402);
    await setBudget(spender, null);
    expect(await untilAnswered(spender.call, 200)).toBeLessThan(SOON_MS);
  });

  it.each(['day', 'month', 'total'] as const)(
    'that is set late knows what was spent before (%s)',
    async (period) => {
      const spender = await keyWith();
      const page = pageWith(gateway, await tokenFrom(gateway, await gateway.createKey()));
      for (const [, request] of REQUESTS) expect((await send(spender.call, request)).status).toBe(200);
      expect((await send(page, PRICED.query)).status).toBe(200);
      const spent = REQUESTS.length * costOf(USED);
      await setBudget(spender, spent, period);
      expect(await untilAnswered(spender.call, 402)).toBeLessThan(SOON_MS);
      const refused = await send(spender.call, PRICED.message);
      expect(refusalOf(refused)['budget']).toMatchObject({ period, spent_usd: usd(spent), reserved_usd: 0 });
      await setBudget(spender, spent + ceiling, period);
      expect(await untilAnswered(spender.call, 200)).toBeLessThan(SOON_MS);
    },
  );
});

const FAILURES: readonly (readonly [string, Script])[] = [
  ...[400, 401, 429, 500, 503, 529].map((status): readonly [string, Script] => [
    String(status),
    (arrival) => {
      answerWith(arrival, status, { type: 'error', error: { type: 'api_error', message: 'No.' } });
    },
  ]),
  ['a reset', ({ response }) => response.socket?.resetAndDestroy()],
];

describe('a call that the provider fails', () => {
  it.each(FAILURES)('with %s is free, on every route', async (_, failure) => {
    const { id, call } = await keyWith(2 * ceiling, 'day');
    upstream.follow(failure);
    for (const [, request] of REQUESTS) {
      const { status, headers } = await send(call, request);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).not.toBe(402);
      expect(await ledgerOf(gateway, headers.get('x-request-id') ?? '')).toMatchObject([
        { state: 'forfeited', outcome: 'failed', cost_micro_usd: 0, route: request.path },
      ]);
    }
    expect(upstream.arrivals).toHaveLength(REQUESTS.length);
    expect(await counterOf(gateway.database, `key:${id}`, 'day')).toEqual({ spent: 0, reserved: 0 });
  });
});

describe('a budget without a cent left', () => {
  const free: readonly (readonly [string, (call: Call) => ReturnType<Call>])[] = [
    ['a count of tokens', (call) => call('POST', '/v1/messages/count_tokens', counted, VERSION)],
    ['a list of models', (call) => call('GET', '/v1/models', undefined, VERSION)],
    ['a look at the limits', (call) => call('GET', '/api/rate-limit-status')],
  ];
  const NO_MODELS = { data: [], has_more: false, first_id: null, last_id: null };
  const VERSION = { 'anthropic-version': '2023-06-01' };
  const counted = message('How many?', { max_tokens: undefined });

  it.each(free)('leaves %s possible, also when it was lowered below what is spent', async (__, ask) => {
    const spender = await keyWith(10 * ceiling);
    upstream.follow((arrival) => {
      if (arrival.method === 'GET') answerWith(arrival, 200, NO_MODELS);
      else void answerFor(arrival, USED);
    });
    expect((await send(spender.call, PRICED.message)).status).toBe(200);
    for (const limit of [costOf(USED), costOf(USED) - 1, 0]) {
      await setBudget(spender, limit);
      await untilAnswered(spender.call, 402);
      const { status, text } = await ask(spender.call);
      expect([limit, status, text]).toEqual([limit, 200, expect.any(String)]);
    }
  });
});

it('a request without a budget in its way leaves every counter right', async () => {
  const { id, call } = await keyWith();
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, at) => send(call, REQUESTS[at % 4]?.[1] as PricedRequest)),
  );
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  for (const period of ['day', 'month', 'total'] as const)
    expect(await counterOf(gateway.database, `key:${id}`, period)).toEqual({
      spent: 40 * costOf(USED),
      reserved: 0,
    });
});
