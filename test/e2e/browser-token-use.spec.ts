import { randomUUID } from 'node:crypto';
import { callerWith, idOf } from '../support/admin';
import { QUESTION, type Reply } from '../support/ask';
import { mint, PAGE, pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { base64url, createUser, forge, partOf, refresh, tokensOf, whoAmI } from '../support/users';

/** The model that is asked when a question names none. */
const MODEL = 'claude-sonnet-5-5';
const OTHER_MODEL = 'claude-haiku-5-5';

let simulator: TestSimulator;
let gateway: TestGateway;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: { ...simulator.settings, ANTHROPIC_MODEL: MODEL } });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

/** A question of its own, with what became of it at the provider. */
async function askAs(token: string, more: object = {}, origin = PAGE): Promise<Reply & { sent: number }> {
  const question = randomUUID();
  const page = pageWith(gateway, token, origin);
  const answer = await page('POST', '/api/query', { ...QUESTION, question, ...more });
  return { ...answer, sent: (await simulator.requests(question)).length };
}

const denied = (code: string): object => ({ status: 403, body: expect.objectContaining({ code }), sent: 0 });

describe('a token', () => {
  it('tells whose it is', async () => {
    const { access_token: token } = (await mint(gateway, gateway.key, { subject: 'anna', mode: 'viewer' }))
      .body;
    const { status, body } = await pageWith(gateway, token)('GET', '/protected');
    const end = new Date(Number(partOf(token, 1)['exp']) * 1000).toISOString();
    expect([status, body]).toEqual([
      200,
      { user: 'anna', role: 'member', mode: 'viewer', credential: 'browser_token', expires_at: end },
    ]);
  });

  it.each(['https://evil.test', `${PAGE}.evil.test`, 'http://app.example.com', 'null', `${PAGE}:8443`, ''])(
    'works from its origin, and not from %p',
    async (origin) => {
      const token = await tokenFrom(gateway, gateway.key);
      expect(await askAs(token, {}, origin)).toMatchObject(denied('origin_denied'));
      expect(await askAs(token)).toMatchObject({ status: 200, sent: 1 });
    },
  );

  it('does not work from no origin', async () => {
    const call = callerWith(gateway, await tokenFrom(gateway, gateway.key));
    expect(await call('GET', '/protected')).toMatchObject({ status: 403, body: { code: 'origin_denied' } });
  });

  it('of a viewer looks and does not ask', async () => {
    const token = await tokenFrom(gateway, gateway.key, { mode: 'viewer' });
    expect((await pageWith(gateway, token)('GET', '/api/rate-limit-status')).status).toBe(200);
    expect(await askAs(token)).toMatchObject(denied('mode_denied'));
  });

  it.each([{}, { model: MODEL }, { stream: true }])('asks no model but its own: %j', async (question) => {
    const token = await tokenFrom(gateway, gateway.key, { models: [OTHER_MODEL] });
    expect(await askAs(token, question)).toMatchObject(denied('model_denied'));
    expect(await askAs(token, { ...question, model: OTHER_MODEL })).toMatchObject({ status: 200, sent: 1 });
  });
});

describe('the caps of a token', () => {
  const SPENT = { status: 402, sent: 0, body: expect.objectContaining({ code: 'budget_exhausted' }) };

  it('admit just as many requests as they say, of four times as many at once', async () => {
    const token = await tokenFrom(gateway, gateway.key, { max_requests: 5 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) => askAs(token, { stream: number % 2 === 0 })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(15);
    expect(answers.reduce((sum, { sent }) => sum + sent, 0)).toBe(5);
    const refused = await askAs(token);
    expect(refused.body).toMatchObject({
      layer: 'budget',
      budget: { scope: 'token', max_requests: 5, requests: 5 },
      resets_at: null,
    });
  });

  it('hold the money of what is under way, and get back what it did not cost', async () => {
    const poor = await tokenFrom(gateway, gateway.key, { max_cost_usd: 0.000001 });
    const { needed_usd: ceiling } = (await askAs(poor)).body['budget'] as { readonly needed_usd: number };
    const limit = Math.round(2e6 * ceiling) / 1e6;
    const token = await tokenFrom(gateway, gateway.key, { max_cost_usd: limit });
    const budget = { scope: 'token', period: 'total', limit_usd: limit, needed_usd: ceiling };
    const slow = randomUUID();
    await simulator.trouble('latency:300', { match: slow, times: 2 });
    const page = pageWith(gateway, token);
    const held = [1, 2].map(() => page('POST', '/api/query', { ...QUESTION, question: slow }));
    while ((await simulator.requests(slow)).length < 2);
    const refused = await askAs(token);
    expect(refused).toMatchObject(SPENT);
    expect(refused.body['budget']).toEqual({ ...budget, spent_usd: 0, reserved_usd: limit });
    const costs = (await Promise.all(held)).map(({ body }) => Number(body['cost_usd']));
    expect(costs.every((cost) => cost > 0 && cost < ceiling)).toBe(true);
    const { body } = await page('GET', '/api/rate-limit-status');
    const spent = (costs[0] ?? 0) + (costs[1] ?? 0);
    expect(body['budget']).toMatchObject({ scope: 'token', reserved_usd: 0 });
    expect(body).toHaveProperty('budget.spent_usd', expect.closeTo(spent, 9));
    expect(await askAs(token)).toMatchObject({ status: 200, sent: 1 });
  });

  it('end what could cost more than is left', async () => {
    const token = await tokenFrom(gateway, gateway.key, { max_cost_usd: 0.05 });
    const { status, body } = await askAs(token, { max_tokens: 64 });
    expect(status).toBe(200);
    // Its output alone is worth the whole cap.
    const refused = await askAs(token, { max_tokens: 5000 });
    expect(refused).toMatchObject(SPENT);
    expect(refused.body['budget']).toMatchObject({
      limit_usd: 0.05,
      spent_usd: body['cost_usd'],
      reserved_usd: 0,
    });
    expect(refused.body).toMatchObject({ layer: 'budget', resets_at: null });
  });

  it('are those of the token alone, and looking is free of them', async () => {
    const [spent, fresh] = await Promise.all(
      [1, 1].map((most) => tokenFrom(gateway, gateway.key, { max_requests: most, subject: 'anna' })),
    );
    await askAs(spent ?? '');
    expect(await askAs(spent ?? '')).toMatchObject(SPENT);
    expect(await askAs(fresh ?? '')).toMatchObject({ status: 200 });
    expect((await pageWith(gateway, spent ?? '')('GET', '/api/rate-limit-status')).status).toBe(200);
  });
});

describe('what a token uses', () => {
  it("counts against its key's rate limit, however many tokens there are", async () => {
    const key = await gateway.createKey({ rateLimit: { maxRequests: 6, windowSeconds: 3600 } });
    const tokens = [await tokenFrom(gateway, key), await tokenFrom(gateway, key)];
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => tokens.map((token) => askAs(token))).flat(),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(8);
    expect((await mint(gateway, key)).status).toBe(429);
    const { body } = await pageWith(gateway, tokens[0] ?? '')('GET', '/api/rate-limit-status');
    expect(body).toMatchObject({ tracker: `key:${idOf(key)}`, requests_used: 6, requests_remaining: 0 });
  });

  it("counts as one of its key's requests at once", async () => {
    const key = await gateway.createKey({ maxConcurrency: 1 });
    const token = await tokenFrom(gateway, key);
    const slow = randomUUID();
    await simulator.trouble('hang', { match: slow });
    const leaving = new AbortController();
    const first = fetch(`${gateway.url}/api/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ ...QUESTION, question: slow }),
      signal: leaving.signal,
    }).catch(() => 'left');
    while ((await simulator.requests(slow)).length === 0);
    expect(await askAs(token)).toMatchObject({ status: 429, body: { code: 'concurrency_limited' }, sent: 0 });
    leaving.abort();
    await first;
  });

  it('stands in the ledger under its key and its own id', async () => {
    const key = await gateway.createKey();
    const token = await tokenFrom(gateway, key, { subject: 'anna' });
    const { body } = await askAs(token);
    const [row] = await ledgerOf(gateway, String(body['request_id']));
    expect(row).toMatchObject({ key_id: idOf(key), token_id: partOf(token, 1)['jti'] });
  });
});

describe('a token that was altered', () => {
  it.each<[object]>([
    [{ origin: 'https://evil.test' }],
    [{ role: 'admin' }],
    [{ exp: 4_102_444_800 }],
    [{ counts_requests: false }],
    [{ max_cost_micro_usd: 1e12 }],
    [{ models: [OTHER_MODEL, MODEL] }],
    [{ typ: 'access' }],
  ])('to say %j is nobody', async (change) => {
    const token = await tokenFrom(gateway, gateway.key, {
      max_requests: 9,
      max_cost_usd: 1,
      models: [OTHER_MODEL],
    });
    const [head = '', , signature = ''] = token.split('.');
    const claims = base64url(JSON.stringify({ ...partOf(token, 1), ...change }));
    const page = pageWith(gateway, [head, claims, signature].join('.'));
    expect(await page('GET', '/protected')).toMatchObject({
      status: 401,
      body: { code: 'credential_invalid' },
    });
  });
});

it('a token of before, whose caps nobody looks up any more, is nobody', async () => {
  const claims = partOf(await tokenFrom(gateway, gateway.key, { max_requests: 9 }), 1);
  const [now, before] = [claims, { ...claims, capped: true }].map((said) => pageWith(gateway, forge(said)));
  expect(await now?.('GET', '/protected')).toMatchObject({ status: 200 });
  expect(await before?.('GET', '/protected')).toMatchObject({
    status: 401,
    body: { code: 'credential_invalid' },
  });
});

describe('tokens of different kinds do not stand in for each other', () => {
  it.each<
    [string, (tokens: Readonly<Record<'access' | 'refresh' | 'browser', string>>) => Promise<Reply<unknown>>]
  >([
    ['a refresh token asks nothing', ({ refresh: token }) => whoAmI(gateway, token)],
    ['a refresh token is no page', ({ refresh: token }) => pageWith(gateway, token)('GET', '/protected')],
    ['a refresh token mints nothing', ({ refresh: token }) => mint(gateway, token)],
    ['an access token refreshes nothing', ({ access }) => refresh(gateway, access)],
    ['a browser token refreshes nothing', ({ browser }) => refresh(gateway, browser, { origin: PAGE })],
  ])('%s', async (_, use) => {
    const user = await createUser(gateway);
    const { access_token: access, refresh_token: refreshing } = await tokensOf(gateway, user);
    const browser = await tokenFrom(gateway, gateway.key);
    const { status, body } = await use({ access, refresh: refreshing, browser });
    expect([status, body]).toEqual([401, expect.objectContaining({ code: 'credential_invalid' })]);
  });

  it('nor for a key', async () => {
    const headers = { 'x-api-key': await tokenFrom(gateway, gateway.key), origin: PAGE };
    expect((await fetch(`${gateway.url}/protected`, { headers })).status).toBe(401);
  });
});
