import type { BudgetPeriod } from '../../src/kernel';
import { callerWith, idOf, until, type Call } from '../support/admin';
import type { Reply } from '../support/ask';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import {
  answerFor,
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
  type PricedRequest,
} from '../support/money';
import { startNativeUpstream, type NativeUpstream } from '../support/native-upstream';
import { createUser, partOf, tokensOf } from '../support/users';
import { adminOf } from '../support/admin';

const MANY = 100;
const ROOM = 10;
/** What the provider counts: less than the bytes of the prompt. */
const USED = { input: 25, output: 12 };

let upstream: NativeUpstream;
let gateway: TestGateway;
let penniless: Call;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  const settings = {
    ...upstream.settings,
    UPSTREAM_MAX_RETRIES: '0',
    CIRCUIT_FAILURE_THRESHOLD: '1000',
  };
  gateway = await startGateway({ settings });
  penniless = await keyWith(0);
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

afterEach(async () => {
  expect(await moneyFaults(gateway.database)).toEqual([]);
});

async function keyWith(limit: number, period: BudgetPeriod = 'total'): Promise<Call> {
  return callerWith(gateway, await gateway.createKey({ budget: budgetOf(limit, period) }));
}

/** Somebody with a budget, and the name of the counter that it is kept in. */
interface Spender {
  readonly call: Call;
  readonly scope: string;
}

type Spend = (limit: number, period: BudgetPeriod) => Promise<Spender>;

const key: Spend = async (limit, period) => {
  const made = await gateway.createKey({ budget: budgetOf(limit, period) });
  return { call: callerWith(gateway, made), scope: `key:${idOf(made)}` };
};

const page: Spend = async (limit) => {
  const token = await tokenFrom(gateway, gateway.key, { max_cost_usd: usd(limit) });
  return { call: pageWith(gateway, token), scope: `token:${String(partOf(token, 1)['jti'])}` };
};

/** A page without a cap of its own spends the money of the key that made it. */
const pageOfKey: Spend = async (limit, period) => {
  const made = await gateway.createKey({ budget: budgetOf(limit, period) });
  return { call: pageWith(gateway, await tokenFrom(gateway, made)), scope: `key:${idOf(made)}` };
};

const user: Spend = async (limit, period) => {
  const [made, { call }] = [await createUser(gateway), await adminOf(gateway)];
  const changed = await call('PATCH', `/admin/users/${made.id}`, {
    budget: { limit_usd: usd(limit), period },
  });
  expect(changed.status).toBe(200);
  const { access_token: token } = await tokensOf(gateway, made);
  return { call: callerWith(gateway, token), scope: `user:${made.id}` };
};

const SPENDERS = { key, page, 'page of a key': pageOfKey, user };

describe(`of ${String(MANY)} requests at once a budget for ${String(ROOM)} admits ${String(ROOM)}`, () => {
  it.each<[keyof typeof SPENDERS, BudgetPeriod, keyof typeof PRICED]>([
    ['key', 'day', 'query'],
    ['key', 'month', 'query stream'],
    ['key', 'total', 'message'],
    ['key', 'day', 'message stream'],
    ['page', 'total', 'query'],
    ['page', 'total', 'message stream'],
    ['page of a key', 'month', 'query stream'],
    ['user', 'day', 'message'],
    ['user', 'month', 'query'],
  ])('of a %s (%s), asked by %s', async (who, period, what) => {
    const request = PRICED[what];
    const ceiling = await ceilingOf(penniless, request);
    const limit = ROOM * ceiling;
    const { call, scope } = await SPENDERS[who](limit, period);
    const { held, replies, all } = flood(call, request);
    await until(
      () => counterOf(gateway.database, scope, period),
      () => held.length + replies.length === MANY,
    );
    expect(replies.filter(({ status }) => status !== 402).map(({ text }) => text)).toEqual([]);
    expect(held).toHaveLength(ROOM);
    expect(await counterOf(gateway.database, scope, period)).toEqual({ spent: 0, reserved: limit });
    expect(await moneyFaults(gateway.database)).toEqual([]);
    for (const refused of replies) {
      expect(refused.status).toBe(402);
      expect(refusalOf(refused)).toMatchObject({
        ...(what.startsWith('message') ? { error_code: 'budget_exhausted' } : { code: 'budget_exhausted' }),
        layer: 'budget',
        budget: { scope: scope.split(':')[0], period, needed_usd: usd(ceiling) },
        resets_at: endOf(period),
      });
      const amounts = { limit_usd: usd(limit), spent_usd: 0, reserved_usd: usd(limit) };
      // A page is in the hands of strangers: it is not told what its key may spend.
      for (const [name, amount] of Object.entries(amounts))
        expect((refusalOf(refused)['budget'] as Record<string, unknown>)[name]).toBe(
          who === 'page of a key' ? undefined : amount,
        );
      if (what.startsWith('query')) continue;
      expect(refused.body).toMatchObject({ type: 'error', error: { type: 'billing_error' } });
      expect(refused.headers.get('x-should-retry')).toBe('false');
    }
    for (const release of held) release();
    const answered = (await all).filter(({ status }) => status === 200);
    expect(answered).toHaveLength(ROOM);
    expect(await counterOf(gateway.database, scope, period)).toEqual({
      spent: ROOM * costOf(USED),
      reserved: 0,
    });
    upstream.follow(answering(USED));
    expect((await send(call, request)).status).toBe(200);
  });
});

/** Many requests at once to a provider that answers none before it is told to. */
function flood(
  call: Call,
  request: PricedRequest,
): { readonly held: (() => void)[]; readonly replies: Reply[]; readonly all: Promise<Reply[]> } {
  const held: (() => void)[] = [];
  const replies: Reply[] = [];
  upstream.follow((arrival) => held.push(() => void answerFor(arrival, USED)));
  const all = Promise.all(
    Array.from({ length: MANY }, async () => {
      const reply = await send(call, request);
      replies.push(reply);
      return reply;
    }),
  );
  return { held, replies, all };
}

describe('money that is spent', () => {
  it.each(Object.keys(PRICED) as (keyof typeof PRICED)[])('by %s is missing everywhere', async (what) => {
    const ceiling = await ceilingOf(penniless, PRICED[what]);
    const call = await keyWith(ceiling, 'day');
    upstream.follow(answering({ input: ceiling / 2 - 5 * 64, output: 64 }));
    expect((await send(call, PRICED[what])).status).toBe(200);
    upstream.follow(answering(USED));
    for (const other of Object.values(PRICED)) {
      const refused = await send(call, other);
      expect(refused.status).toBe(402);
      expect(refusalOf(refused)['budget']).toMatchObject({ spent_usd: usd(ceiling), reserved_usd: 0 });
      expect(detailOf(refused)).toContain(`it resets at ${String(endOf('day'))}`);
    }
    expect(upstream.arrivals).toEqual([]);
  });
});
