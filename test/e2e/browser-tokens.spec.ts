import { createHmac, randomUUID } from 'node:crypto';
import { QUESTION, type Reply } from '../support/ask';
import { mint, PAGE, pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, TEST_SECRET, type TestGateway } from '../support/gateway';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { partOf } from '../support/users';

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

describe('POST /api/tokens', () => {
  it('answers a token for one origin, not to be kept by anybody on its way', async () => {
    const { status, headers, body } = await mint(gateway, gateway.key, { ttl_seconds: 120 });
    expect(status).toBe(201);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}$/),
      token_type: 'bearer',
      expires_in: 120,
      origin: PAGE,
    });
    expect(headers.get('cache-control')).toBe('no-store');
    const [head = '', payload = '', signature] = body.access_token.split('.');
    const mac = createHmac('sha256', TEST_SECRET).update(`${head}.${payload}`).digest('base64url');
    expect(signature).toBe(mac);
  });

  it('says in its claims whose, for how long and where it is', async () => {
    const began = Math.floor(Date.now() / 1000);
    const wish = { subject: 'customer 4711', models: [MODEL], query_types: ['mrr_analysis'] };
    const claims = partOf(await tokenFrom(gateway, gateway.key, wish), 1);
    expect(claims).toMatchObject({
      ...{ sub: 'customer 4711', role: 'member', mode: 'full', iss: 'sallyport', aud: 'sallyport' },
      ...{ typ: 'browser', origin: PAGE, jti: expect.any(String), iat: expect.any(Number) },
      ...{ models: [MODEL], query_types: ['mrr_analysis'], exp: Number(claims['iat']) + 300 },
    });
    expect(Number(claims['iat']) - began).toBeLessThan(10);
    expect(JSON.stringify(claims)).not.toContain(gateway.key.slice(16));
  });

  it('ends a token with its minter at the latest', async () => {
    const key = await gateway.createKey({ expiresAt: Date.now() + 90_000 });
    const { body } = await mint(gateway, key, { ttl_seconds: 900 });
    expect(body.expires_in).toBeGreaterThan(60);
    expect(body.expires_in).toBeLessThanOrEqual(90);
    const { exp, iat } = partOf(body.access_token, 1);
    expect(Number(exp) - Number(iat)).toBe(body.expires_in);
  });

  it.each<[string, unknown]>([
    ...[undefined, null, 7, '', '*', 'null', `${PAGE}/`, `${PAGE}:443`, 'https://*.example.com', [PAGE]].map(
      (origin): [string, unknown] => ['origin', origin],
    ),
    ...[
      'app.example.com',
      'HTTPS://app.example.com',
      'https://u@app.example.com',
      'ftp://app.example.com',
    ].map((origin): [string, unknown] => ['origin', origin]),
    ...[undefined, null, '300', 59, 901, 60.5, -60, 1e9].map((ttl): [string, unknown] => [
      'ttl_seconds',
      ttl,
    ]),
    ...['root', 'Admin', null, ['member']].map((role): [string, unknown] => ['role', role]),
    ...['read', null].map((mode): [string, unknown] => ['mode', mode]),
    ...[[], [''], ['a b'], 'm', null, Array(101).fill('m')].map((list): [string, unknown] => [
      'models',
      list,
    ]),
    ...[[], ['MRR'], 'mrr_analysis', [7]].map((list): [string, unknown] => ['query_types', list]),
    ...[0, -1, 1.5, '1', null, 1_000_001].map((most): [string, unknown] => ['max_requests', most]),
    ...[0, -1, 0.0000001, '1', null, 1e9].map((most): [string, unknown] => ['max_cost_usd', most]),
    ...['', 'x'.repeat(201), '<b>', 'a\nb', '\u202e', null, 7].map((who): [string, unknown] => [
      'subject',
      who,
    ]),
    ...['ttl', 'allowed_ips', 'expires_at', 'constructor'].map((name): [string, unknown] => [name, 1]),
  ])('refuses %s: %j, by name', async (field, value) => {
    const { status, body } = await mint<{ fields: string[] }>(gateway, gateway.key, { [field]: value });
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ code: 'validation_failed', fields: [field] }),
    ]);
  });
});

describe('a token is never wider than its minter', () => {
  const OURS = { allowedOrigins: [PAGE] };

  it.each<[string, Parameters<TestGateway['createKey']>[0], object, string]>([
    ['a wider role', {}, { role: 'admin' }, 'role_denied'],
    ['any role of an analyst', { role: 'analyst' }, { role: 'readonly' }, 'role_denied'],
    ['any mode of a viewer', { mode: 'viewer' }, { mode: 'viewer' }, 'mode_denied'],
    ['one more model', { models: [MODEL] }, { models: [MODEL, OTHER_MODEL] }, 'model_denied'],
    ['another model', { models: [MODEL] }, { models: [OTHER_MODEL] }, 'model_denied'],
    ['fewer models', { models: [MODEL, OTHER_MODEL] }, { models: [OTHER_MODEL] }, ''],
    ['one more query type', { queryTypes: ['a'] }, { query_types: ['a', 'b'] }, 'query_type_denied'],
    ['fewer query types', { queryTypes: ['a', 'b'] }, { query_types: ['b'] }, ''],
    ['another origin', OURS, { origin: 'https://evil.test' }, 'origin_denied'],
    ['a look-alike origin', OURS, { origin: `${PAGE}.evil.test` }, 'origin_denied'],
    ['its own origin', OURS, {}, ''],
    ['one of its sub-domains', { allowedOrigins: ['https://*.example.com'] }, {}, ''],
    ['any of any origin', { allowedOrigins: ['*'] }, { origin: 'https://some.test' }, ''],
    ['a narrower role', { role: 'admin' }, { role: 'readonly', mode: 'viewer' }, ''],
  ])('%s: a key with %j that wishes %j gets %p', async (_, rights, wish, code) => {
    // A key of pages has to send an origin of its own, even where a backend uses it.
    const headers = rights?.allowedOrigins === undefined ? {} : { origin: PAGE };
    const key = await gateway.createKey(rights);
    const { status, body } = await mint<{ code?: string }>(gateway, key, wish, headers);
    expect([status, body.code]).toEqual(code === '' ? [201, undefined] : [403, code]);
  });

  it("a key of pages mints nothing without its pages' origin", async () => {
    const { status, body } = await mint<{ code?: string }>(gateway, await gateway.createKey(OURS));
    expect([status, body.code]).toEqual([403, 'origin_denied']);
  });

  it('is a member at most unless its backend asks for more', async () => {
    const admin = await gateway.createKey({ role: 'admin' });
    expect(partOf(await tokenFrom(gateway, admin), 1)['role']).toBe('member');
    const page = pageWith(gateway, await tokenFrom(gateway, admin, { role: 'admin' }));
    expect((await page('GET', '/admin/keys')).status).toBe(200);
  });

  it('inherits what its backend does not mention', async () => {
    const key = await gateway.createKey({ models: [OTHER_MODEL], mode: 'full' });
    const token = await tokenFrom(gateway, key);
    expect(await askAs(token)).toMatchObject(denied('model_denied'));
    expect(await askAs(token, { model: OTHER_MODEL })).toMatchObject({ status: 200, sent: 1 });
    const elsewhere = await gateway.createKey({ allowedIps: ['127.0.0.0/8'] });
    expect(await askAs(await tokenFrom(gateway, elsewhere))).toMatchObject({ status: 200 });
  });

  it('grants nothing itself', async () => {
    const admin = await gateway.createKey({ role: 'admin' });
    const page = pageWith(gateway, await tokenFrom(gateway, admin, { role: 'admin' }));
    const grants = [
      page('POST', '/api/tokens', { origin: PAGE, ttl_seconds: 60 }),
      page('POST', '/admin/keys', { name: 'mine', role: 'readonly' }),
      page('POST', '/admin/users', {
        username: `u${randomUUID()}`,
        password: 'long enough',
        role: 'readonly',
      }),
      page('PATCH', `/admin/keys/${admin.slice(3, 15)}`, { name: 'mine' }),
      page('POST', `/admin/keys/${admin.slice(3, 15)}/rotate`, {}),
    ];
    for (const { status, body } of await Promise.all(grants))
      expect([status, body['code']]).toEqual([403, 'capability_denied']);
  });
});
