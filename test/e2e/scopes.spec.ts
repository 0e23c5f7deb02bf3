import { adminOf, callerWith, idOf, until, type Admin } from '../support/admin';
import { ask, QUESTION } from '../support/ask';
import { tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

let simulator: TestSimulator;
let gateway: TestGateway;
let admin: Admin;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: { ...simulator.settings, ANTHROPIC_MODEL: 'claude-haiku-5-5' } });
  admin = await adminOf(gateway);
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

let canaries = 0;

/** A question that no other test asks. */
function freshQuestion(): string {
  canaries += 1;
  return `scope canary ${String(canaries)}?`;
}

describe('a key that is limited to models', () => {
  const TABLE: readonly (readonly [string, readonly string[], string | undefined, 200 | 403])[] = [
    ['the only one', ['claude-sonnet-5-5'], 'claude-sonnet-5-5', 200],
    ['the second', ['claude-opus-5-5', 'claude-sonnet-5-5'], 'claude-sonnet-5-5', 200],
    ['another', ['claude-sonnet-5-5'], 'claude-opus-5-5', 403],
    ['another of the same beginning', ['claude-sonnet-5-5'], 'claude-sonnet-5', 403],
    ['another case', ['claude-sonnet-5-5'], 'Claude-sonnet-5-5', 403],
    ['one that does not exist', ['claude-sonnet-5-5'], 'claude-none', 403],
    ['the default, which is another', ['claude-sonnet-5-5'], undefined, 403],
    ['the default, which is one', ['claude-opus-5-5', 'claude-haiku-5-5'], undefined, 200],
    ['any, not being limited', [], 'claude-opus-5-5', 200],
  ];

  describe.each([{ stream: false }, { stream: true }])('asks (%j)', ({ stream }) => {
    it.each(TABLE)('%s: %j asked for %s is a %i', async (_, models, model, status) => {
      const key = await gateway.createKey({ models });
      const question = freshQuestion();
      const answer = await ask({ url: gateway.url, key }, { ...QUESTION, question, model, stream });
      expect(answer.status).toBe(status);
      const sent = await simulator.requests(question);
      expect(sent).toHaveLength(status === 200 ? 1 : 0);
      if (status === 403) {
        expect(answer.body).toMatchObject({ code: 'model_denied', layer: 'access' });
        for (const allowed of models) expect(answer.body['detail']).toContain(allowed);
      } else {
        expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ model: model ?? 'claude-haiku-5-5' });
      }
    });
  });

  it('asks what it is given, from the next request on', async () => {
    const key = await gateway.createKey({ models: ['claude-sonnet-5-5'] });
    const asked = async (): Promise<number> => (await ask({ url: gateway.url, key })).status;
    expect(await asked()).toBe(403);
    await admin.call('PATCH', `/admin/keys/${idOf(key)}`, { models: ['claude-haiku-5-5'] });
    expect(await asked()).toBe(200);
    await admin.call('PATCH', `/admin/keys/${idOf(key)}`, { models: ['claude-opus-5-5'] });
    expect(await asked()).toBe(403);
  });
});

describe('a key that expires', () => {
  it('does so while it is in use, at the time that it was given', async () => {
    const key = await gateway.createKey();
    const call = callerWith(gateway, key);
    expect((await call('GET', '/protected')).body).toMatchObject({ expires_at: null });
    const end = Date.now() + 800;
    const expiry = { expires_at: new Date(end).toISOString() };
    expect((await admin.call('PATCH', `/admin/keys/${idOf(key)}`, expiry)).status).toBe(200);
    expect((await call('GET', '/protected')).body).toMatchObject(expiry);
    let sent = 0;
    await until(
      () => {
        sent = Date.now();
        return call('GET', '/protected');
      },
      ({ status }) => {
        if (status === 200) expect(sent).toBeLessThan(end);
        return status === 401;
      },
    );
    expect(Date.now()).toBeGreaterThanOrEqual(end);
    expect((await ask({ url: gateway.url, key })).body).toMatchObject({ code: 'credential_invalid' });
  });

  it('works again when it is given more time', async () => {
    const key = await gateway.createKey({ expiresAt: Date.now() - 1 });
    const call = callerWith(gateway, key);
    expect((await call('GET', '/protected')).status).toBe(401);
    await admin.call('PATCH', `/admin/keys/${idOf(key)}`, { expires_at: '2099-01-01' });
    expect((await call('GET', '/protected')).status).toBe(200);
  });
});

describe('a key with a rate limit of its own', () => {
  it('is held to it, and to no other’s, until it is given another', async () => {
    const limited = { url: gateway.url, key: await gateway.createKey() };
    const path = `/admin/keys/${idOf(limited.key)}`;
    const limit = (max: number): object => ({ rate_limit: { max_requests: max, window_seconds: 60 } });
    await admin.call('PATCH', path, limit(3));
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) statuses.push((await ask(limited)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await ask(limited);
    expect(refused.body).toMatchObject({ code: 'rate_limited', layer: 'throttling' });
    expect(refused.headers.get('x-ratelimit-limit')).toBe('3');
    expect(refused.body['detail']).toContain('Maximum 3 requests per 60 seconds');
    expect((await ask(gateway)).status).toBe(200);
    await admin.call('PATCH', path, limit(1000));
    expect((await ask(limited)).status).toBe(200);
  });

  it('shares it with the tokens that it mints', async () => {
    const key = await gateway.createKey({ rateLimit: { maxRequests: 3, windowSeconds: 60 } });
    const origin = 'https://app.example.com';
    const token = await tokenFrom(gateway, key, { origin });
    const asked = await callerWith(gateway, token)('POST', '/api/query', QUESTION, { origin });
    expect([asked.status, (await ask({ url: gateway.url, key })).status]).toEqual([200, 200]);
    expect((await ask({ url: gateway.url, key })).status).toBe(429);
    const last = await callerWith(gateway, token)('POST', '/api/query', QUESTION, { origin });
    expect(last.body).toMatchObject({ code: 'rate_limited' });
  });
});

/** What full keys may do, and whether viewers may. */
const REQUESTS: readonly (readonly [string, string, number, object?])[] = [
  ['GET', '/protected', 200],
  ['GET', '/auth/me', 200],
  ['GET', '/api/rate-limit-status', 200],
  ['GET', '/admin/keys', 200],
  ['GET', '/admin/users', 200],
  ['POST', '/logout', 204],
  ['POST', '/api/query', 403, QUESTION],
  ['POST', '/api/tokens', 403, { origin: 'https://app.example.com', ttl_seconds: 60 }],
  ['POST', '/admin/keys', 403, { name: 'x', role: 'readonly' }],
  ['DELETE', '/admin/keys/000000000000', 403],
];

it.each(['readonly', 'analyst', 'member', 'admin'] as const)(
  'a viewer’s key of the role %s reads what the role reads, and does nothing else',
  async (role) => {
    const full = callerWith(gateway, await gateway.createKey({ role }));
    const viewer = callerWith(gateway, await gateway.createKey({ role, mode: 'viewer' }));
    for (const [method, path, status, body] of REQUESTS) {
      const answer = await viewer(method, path, body);
      const isRefusedByRole = (await full(method, path, body)).text.includes('role_denied');
      const expected = isRefusedByRole ? 'role_denied' : status === 403 ? 'mode_denied' : undefined;
      const code = answer.status === 204 ? undefined : answer.body['code'];
      expect([path, answer.status, code]).toEqual([path, isRefusedByRole ? 403 : status, expected]);
    }
  },
);
