import { adminOf, callerWith, idOf, type Admin, until } from '../support/admin';
import { QUESTION, type Reply } from '../support/ask';
import { PAGE, pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { createUser, tokensOf, type TestUser } from '../support/users';
import { timed } from '../support/timed';

const MODEL = 'claude-sonnet-5-5';
/** The longest that the gateway may go on as before a change. */
const STALE_MS = 1500;

let gateway: TestGateway;
let admin: Admin;

beforeAll(async () => {
  gateway = await startGateway({ settings: { ANTHROPIC_MODEL: MODEL } });
  admin = await adminOf(gateway);
});

afterAll(async () => {
  await gateway.stop();
});

function ask(token: string): Promise<Reply> {
  return pageWith(gateway, token)('POST', '/api/query', QUESTION);
}

/** What a token is told once it is told anything but an answer, and how long that took. */
async function refusalOf(token: string): Promise<{ code: unknown; status: number; afterMs: number }> {
  const { value, ms } = await timed(() =>
    until(
      () => ask(token),
      ({ status }) => status !== 200,
    ),
  );
  return { code: value.body['code'], status: value.status, afterMs: ms };
}

async function expectEnded(token: string): Promise<void> {
  const { code, status, afterMs } = await refusalOf(token);
  expect([status, code]).toEqual([401, 'credential_invalid']);
  expect(afterMs).toBeLessThan(STALE_MS);
  expect((await ask(token)).status).toBe(401);
}

describe('a token that a key minted ends with it', () => {
  it.each<[string, (id: string) => Promise<unknown>]>([
    ['is revoked', (id) => admin.call('POST', `/admin/keys/${id}/revoke`)],
    ['is revoked at the console', (id) => gateway.revokeKey(`sp_${id}`)],
    ['is deleted', (id) => admin.call('DELETE', `/admin/keys/${id}`)],
    ['runs out', (id) => admin.call('PATCH', `/admin/keys/${id}`, { expires_at: soon() })],
  ])('when the key %s', async (_, end) => {
    const key = await gateway.createKey();
    const [token, other] = [await tokenFrom(gateway, key), await tokenFrom(gateway, gateway.key)];
    expect((await ask(token)).status).toBe(200);
    await end(idOf(key));
    await expectEnded(token);
    expect((await ask(other)).status).toBe(200);
  });

  function soon(): string {
    return new Date(Date.now() + 200).toISOString();
  }

  it('and its page may still read why', async () => {
    const origin = 'https://ended.example.com';
    const key = await gateway.createKey();
    const token = await tokenFrom(gateway, key, { origin });
    await admin.call('POST', `/admin/keys/${idOf(key)}/revoke`);
    const { status, headers } = await pageWith(gateway, token, origin)('POST', '/api/query', QUESTION);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([401, origin]);
  });

  it('by itself when its own time is over', async () => {
    const key = await gateway.createKey({ expiresAt: Date.now() + 2500 });
    const token = await tokenFrom(gateway, key);
    expect((await ask(token)).status).toBe(200);
    const { status, code, afterMs } = await refusalOf(token);
    expect([status, code]).toEqual([401, 'credential_expired']);
    expect(afterMs).toBeLessThan(2500);
  });
});

describe('a token that a user minted ends', () => {
  let lasting: string;
  beforeAll(async () => {
    lasting = (await loggedIn(await createUser(gateway))).browser;
  });

  it.each<[string, (user: TestUser, access: string) => Promise<Reply<unknown>>]>([
    ['logs out', (_, access) => callerWith(gateway, access)('POST', '/logout')],
    [
      'gets another password',
      ({ id }) => admin.call('PATCH', `/admin/users/${id}`, { password: 'another one' }),
    ],
    ['gets another role', ({ id }) => admin.call('PATCH', `/admin/users/${id}`, { role: 'readonly' })],
    ['is deleted', ({ id }) => admin.call('DELETE', `/admin/users/${id}`)],
  ])('when the user %s', async (_, end) => {
    const user = await createUser(gateway);
    const { access, browser } = await loggedIn(user);
    expect((await end(user, access)).status).toBeLessThan(300);
    await expectEnded(browser);
    expect((await ask(lasting)).status).toBe(200);
  });

  /** Tokens of a user, those of a page seen to be good. */
  async function loggedIn(user: TestUser): Promise<{ access: string; browser: string }> {
    const { access_token: access } = await tokensOf(gateway, user);
    const browser = await tokenFrom(gateway, access);
    expect(await ask(browser)).toMatchObject({ status: 200 });
    return { access, browser };
  }

  it('and not before, even if the user was changed several times a moment ago', async () => {
    const user = await createUser(gateway);
    for (const role of ['analyst', 'member', 'analyst', 'member'])
      await admin.call('PATCH', `/admin/users/${user.id}`, { role });
    await loggedIn(user);
  });

  it('with the log-in that it comes from, and not with another of the same user', async () => {
    const user = await createUser(gateway);
    const [one, other] = [await loggedIn(user), await loggedIn(user)];
    await callerWith(gateway, one.access)('POST', '/logout');
    await expectEnded(one.browser);
    expect((await ask(other.browser)).status).toBe(200);
  });
});

describe('a token', () => {
  it('ends alone when its page logs out', async () => {
    const [token, other] = [await tokenFrom(gateway, gateway.key), await tokenFrom(gateway, gateway.key)];
    expect((await pageWith(gateway, token)('POST', '/logout')).status).toBe(204);
    await expectEnded(token);
    expect((await ask(other)).status).toBe(200);
    expect((await callerWith(gateway, gateway.key)('GET', '/protected')).status).toBe(200);
  });

  it('of a viewer ends so, too', async () => {
    const token = await tokenFrom(gateway, gateway.key, { mode: 'viewer' });
    const page = pageWith(gateway, token);
    expect((await page('POST', '/logout')).status).toBe(204);
    expect((await page('GET', '/protected')).status).toBe(401);
  });
});

describe('a token follows its key', () => {
  it.each<[object, string]>([
    [{ models: ['claude-haiku-5-5'] }, 'model_denied'],
    [{ role: 'readonly' }, 'role_denied'],
    [{ role: 'analyst' }, 'role_denied'],
    [{ mode: 'viewer' }, 'mode_denied'],
    [{ allowed_origins: ['https://elsewhere.example.com'] }, 'origin_denied'],
    [{ allowed_ips: ['10.0.0.0/8'] }, 'ip_denied'],
  ])('that is narrowed to %j within 1.5 s', async (change, expected) => {
    const key = await gateway.createKey();
    const token = await tokenFrom(gateway, key);
    expect((await ask(token)).status).toBe(200);
    expect((await admin.call('PATCH', `/admin/keys/${idOf(key)}`, change)).status).toBe(200);
    const { code, afterMs } = await refusalOf(token);
    expect(code).toBe(expected);
    expect(afterMs).toBeLessThan(STALE_MS);
  });

  it.each<[string, object]>([
    ['is renamed', { name: 'another name' }],
    ['is given the origin of the page', { allowed_origins: [PAGE] }],
    ['is given the model that it asks', { models: [MODEL] }],
  ])('and goes on when the key %s', async (_, change) => {
    const key = await gateway.createKey();
    const token = await tokenFrom(gateway, key);
    expect((await admin.call('PATCH', `/admin/keys/${idOf(key)}`, change)).status).toBe(200);
    expect((await ask(token)).status).toBe(200);
  });

  it('and never grows with it', async () => {
    const key = await gateway.createKey({ models: [MODEL] });
    const token = await tokenFrom(gateway, key);
    await admin.call('PATCH', `/admin/keys/${idOf(key)}`, { role: 'admin', models: [] });
    const page = pageWith(gateway, token);
    expect(await page('GET', '/admin/keys')).toMatchObject({ status: 403, body: { code: 'role_denied' } });
    const other = await page('POST', '/api/query', { ...QUESTION, model: 'claude-haiku-5-5' });
    expect(other).toMatchObject({ status: 403, body: { code: 'model_denied' } });
  });
});
