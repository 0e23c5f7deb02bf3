import { randomUUID } from 'node:crypto';
import { callerWith } from '../support/admin';
import { post, reply, type Reply } from '../support/ask';
import { startGateway, TEST_SECRET, type TestGateway } from '../support/gateway';
import {
  createUser,
  createUserOverHttp,
  elsewhere,
  logIn,
  partOf,
  refresh,
  tokensOf,
  whoAmI,
  type TestUser,
  type TokenPair,
} from '../support/users';

const ADMIN = { username: 'first.admin@example.com', password: 'bootstrap passphrase, a fixture' };
const JWT = /^[\w-]+\.[\w-]+\.[\w-]{43}$/;
const DAY = 86_400;

let gateway: TestGateway;
let user: TestUser;

beforeAll(async () => {
  gateway = await startGateway({
    settings: {
      TRUST_PROXY: '1',
      BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
      BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
    },
  });
  user = await createUser(gateway, { role: 'analyst', mode: 'viewer' });
});

afterAll(async () => {
  await gateway.stop();
});

async function submit(body: string, type = 'application/x-www-form-urlencoded'): Promise<Reply<TokenPair>> {
  return reply(
    await fetch(`${gateway.url}/login`, { method: 'POST', headers: { 'content-type': type }, body }),
  );
}

const formOf = ({ username, password }: TestUser): string =>
  new URLSearchParams({ username, password }).toString();

describe('a log-in with the right password', () => {
  it.each<[string, () => Promise<Reply<TokenPair>>]>([
    ['as JSON', () => logIn(gateway, user.username, user.password)],
    ['as a form', () => submit(formOf(user))],
    [
      'as a form with a charset',
      () => submit(formOf(user), 'application/x-www-form-urlencoded;charset=UTF-8'),
    ],
    ['in other letter case of the name', () => logIn(gateway, user.username.toUpperCase(), user.password)],
    [
      'that carries a bad key besides',
      () => logIn(gateway, user.username, user.password, { 'x-api-key': 'sp_x' }),
    ],
  ])('%s is answered with two tokens', async (_, send) => {
    const { status, body, headers } = await send();
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(JWT),
      token_type: 'bearer',
      expires_in: 1800,
      refresh_token: expect.stringMatching(JWT),
    });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('says in its tokens what CONTRACT section 3 lists, and the log-in and the state of the user that both belong to', async () => {
    const { access_token: access, refresh_token: refreshing } = await tokensOf(gateway, user);
    const common = {
      sub: user.username,
      role: 'analyst',
      mode: 'viewer',
      iss: 'sallyport',
      aud: 'sallyport',
      sid: expect.stringMatching(/^\w{20,}$/),
      jti: expect.stringMatching(/^\w{20,}$/),
      iat: expect.any(Number),
      exp: expect.any(Number),
      ver: expect.any(Number),
    };
    const claims = [partOf(access, 1), partOf(refreshing, 1)] as const;
    expect(claims).toEqual([
      { ...common, typ: 'access' },
      { ...common, typ: 'refresh' },
    ]);
    expect(claims[0]['jti']).not.toBe(claims[1]['jti']);
    expect([claims[0]['sid'], claims[0]['ver']]).toEqual([claims[1]['sid'], claims[1]['ver']]);
    expect(claims.map(({ exp, iat }) => Number(exp) - Number(iat))).toEqual([1800, 7 * DAY]);
  });

  it('names the signing key by a kid that tells nothing of the secret', async () => {
    const { access_token: access } = await tokensOf(gateway, user);
    const kid = expect.stringMatching(/^[\w-]{8,}$/);
    expect(partOf(access, 0)).toEqual({ alg: 'HS256', typ: 'JWT', kid });
    expect(TEST_SECRET).not.toContain(partOf(access, 0)['kid']);
  });

  it('is possible from the first boot on, with the bootstrap administrator', async () => {
    const { body } = await logIn(gateway, ADMIN.username, ADMIN.password);
    const { status } = await callerWith(gateway, body.access_token)('GET', '/admin/users');
    expect([status, partOf(body.access_token, 1)['role']]).toEqual([200, 'admin']);
  });
});

describe('a log-in that fails', () => {
  const sameness = ({ status, text, body }: Reply<unknown>): unknown[] => [
    status,
    text.replace(String((body as { request_id: unknown }).request_id), ''),
  ];

  it.each<[string, () => Promise<[username: string, password: string]>]>([
    ['of an unknown user', () => Promise.resolve([`nobody-${randomUUID()}`, user.password])],
    [
      'of a user who was deleted',
      async () => {
        const former = await createUser(gateway);
        const key = await gateway.createKey({ role: 'admin' });
        await callerWith(gateway, key)('DELETE', `/admin/users/${former.id}`);
        return [former.username, former.password];
      },
    ],
    [
      'with a password in other letter case',
      () => Promise.resolve([user.username, user.password.toUpperCase()]),
    ],
    ['with a password cut short', () => Promise.resolve([user.username, user.password.slice(0, -1)])],
    ['with a NUL after the password', () => Promise.resolve([user.username, `${user.password}\0`])],
    ['with a thousand characters', () => Promise.resolve([user.username, 'p'.repeat(1000)])],
    ['of a name with a blank', () => Promise.resolve([`${user.username} `, user.password])],
    ['of a name with a NUL', () => Promise.resolve([`${user.username}\0`, user.password])],
    ['of a name with a half character', () => Promise.resolve(['\ud800', user.password])],
    ['of a name that is SQL', () => Promise.resolve([`' or ''='`, user.password])],
    ['of the name of a property', () => Promise.resolve(['__proto__', user.password])],
  ])('%s gets the one body', async (_, attempt) => {
    const failed = await logIn(gateway, ...(await attempt()), elsewhere());
    const plain = await logIn(gateway, `nobody-${randomUUID()}`, 'wrong password', elsewhere());
    expect(plain.body).toMatchObject({ code: 'credential_invalid', layer: 'identity', status: 401 });
    expect(sameness(failed)).toEqual(sameness(plain));
    expect(failed.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(failed.headers.get('cache-control')).toBe('no-store');
  });

  it('takes as long for an unknown user as for a known one', async () => {
    // Two, because ten failures would lock one.
    const known = [await createUserOverHttp(gateway), await createUserOverHttp(gateway)];
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let attempt = 0; attempt < 16; attempt += 1) {
      for (const kind of ['known', 'unknown'] as const) {
        const name = kind === 'known' ? (known[attempt % 2] as TestUser).username : `nobody-${randomUUID()}`;
        const began = performance.now();
        expect((await logIn(gateway, name, 'wrong password', elsewhere())).status).toBe(401);
        times[kind].push(performance.now() - began);
      }
    }
    const median = (all: number[]): number => all.sort((a, b) => a - b)[all.length / 2] ?? NaN;
    const ratio = median(times.known) / median(times.unknown);
    expect(Math.max(ratio, 1 / ratio)).toBeLessThan(2);
  });
});

it('keeps passwords and tokens to itself: the log has none, whatever became of them', async () => {
  const canary = await createUser(gateway, { password: 'canary-password-of-the-log' });
  const tokens = await tokensOf(gateway, canary);
  const next = await refresh(gateway, tokens.refresh_token);
  const tampered = tokens.access_token.replace(/.{8}$/, 'tampered');
  const answers = [
    next,
    await logIn(gateway, canary.username, 'canary-wrong-password', elsewhere()),
    await logIn(gateway, `canary-wrong-username-${randomUUID()}`, canary.password, elsewhere()),
    await post(`${gateway.url}/login?password=${canary.password}`, { password: { of: canary.password } }),
    await submit(`username=a&password=${canary.password}&password=${canary.password}`),
    await submit(`password=${canary.password}%zz`),
    await refresh(gateway, tokens.refresh_token, elsewhere()),
    await whoAmI(gateway, tokens.access_token),
    await whoAmI(gateway, tampered),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 400, 400, 400, 401, 401, 401]);
  for (const { headers } of answers)
    await gateway.logged((record) => record['request_id'] === headers.get('x-request-id'));
  const all = [...Object.values(tokens), ...Object.values(next.body)].filter(
    (value) => String(value).length > 50,
  );
  expect(all).toHaveLength(4);
  const signatures = all.map((token) => String(token).slice(-43));
  const passwords = [canary.password, 'canary-wrong-password', ADMIN.password];
  for (const secret of [...passwords, ...signatures, tampered, TEST_SECRET])
    expect(gateway.output()).not.toContain(secret);
});
