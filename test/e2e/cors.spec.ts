import { adminOf, type Admin, until } from '../support/admin';
import { ask, QUESTION, reply, type Reply } from '../support/ask';
import { tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { timed } from '../support/timed';

const LISTED = 'https://app.example.com';
/** The longest that the gateway may go on as before a change. */
const STALE_MS = 1500;

let gateway: TestGateway;
let admin: Admin;

beforeAll(async () => {
  const origins = `${LISTED}, https://*.apps.example.com`;
  gateway = await startGateway({ settings: { CORS_ORIGINS: origins, MAX_BODY_BYTES: '2048' } });
  admin = await adminOf(gateway);
});

afterAll(async () => {
  await gateway.stop();
});

/** What a browser asks before it lets a page ask. */
async function preflight(origin: string): Promise<Reply> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  };
  return reply(await fetch(`${gateway.url}/api/query`, { method: 'OPTIONS', headers }));
}

async function isListed(origin: string): Promise<boolean> {
  return (await preflight(origin)).status === 204;
}

/** Resolves when the origin is listed, or is no more, with how long that took. */
async function msUntil(listed: boolean, origin: string): Promise<number> {
  const { ms } = await timed(() =>
    until(
      () => isListed(origin),
      (is) => is === listed,
    ),
  );
  return ms;
}

function expectReadableBy(origin: string, { headers }: Reply): void {
  expect(headers.get('access-control-allow-origin')).toBe(origin);
  expect(headers.get('vary')).toMatch(/\borigin\b/i);
  expect(headers.has('access-control-allow-credentials')).toBe(false);
}

function expectUnreadable({ headers }: Reply): void {
  expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(headers.get('vary')).toMatch(/\borigin\b/i);
}

const ORIGINS: Readonly<Record<string, () => string | Promise<string>>> = {
  'CORS_ORIGINS names': () => LISTED,
  'a wildcard of CORS_ORIGINS fits': () => 'https://eu.shop.apps.example.com',
  'a key names': async () => {
    await gateway.createKey({ allowedOrigins: ['http://localhost:3000', 'https://key.example.com'] });
    return 'http://localhost:3000';
  },
  'a wildcard of a key fits': async () => {
    await gateway.createKey({ allowedOrigins: ['https://*.keys.example.com:8443'] });
    return 'https://one.keys.example.com:8443';
  },
  'a browser token is for': async () => {
    await tokenFrom(gateway, gateway.key, { origin: 'https://token.example.com' });
    return 'https://token.example.com';
  },
};

describe.each(Object.entries(ORIGINS))('an origin that %s', (_, originOf) => {
  it('may ask, and may read answers and refusals', async () => {
    const origin = await originOf();
    expect(await msUntil(true, origin)).toBeLessThan(STALE_MS);
    const allowed = await preflight(origin);
    expectReadableBy(origin, allowed);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
    });
    const key = await gateway.createKey({ allowedOrigins: ['*'] });
    const answer = await ask({ ...gateway, key }, QUESTION, { origin });
    expect(answer.status).toBe(200);
    expectReadableBy(origin, answer);
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/x-request-id.*Retry-After/);
    expectReadableBy(origin, await ask({ ...gateway, key: 'sp_nobody' }, QUESTION, { origin }));
  });
});

/** One request for each way to be refused, from one origin. */
const REFUSALS: Readonly<Record<number, (origin: string) => Promise<Reply>>> = {
  400: (origin) => ask({ ...gateway, key: openKey }, 'no JSON', { origin }),
  401: (origin) => ask({ ...gateway, key: 'sp_nobody' }, QUESTION, { origin }),
  403: (origin) => ask(gateway, QUESTION, { origin }),
  404: async (origin) => reply(await fetch(`${gateway.url}/nowhere`, { headers: { origin } })),
  405: async (origin) => reply(await fetch(`${gateway.url}/api/query`, { headers: { origin } })),
  413: (origin) => ask({ ...gateway, key: openKey }, 'x'.repeat(3000), { origin }),
  415: (origin) => ask({ ...gateway, key: openKey }, 'x', { origin, 'content-type': 'text/plain' }),
  429: (origin) => ask({ ...gateway, key: spentKey }, QUESTION, { origin }),
};
let openKey: string;
let spentKey: string;

describe('a refusal', () => {
  beforeAll(async () => {
    openKey = await gateway.createKey({ allowedOrigins: ['*'] });
    spentKey = await gateway.createKey({
      allowedOrigins: ['*'],
      rateLimit: { maxRequests: 1, windowSeconds: 3600 },
    });
    await ask({ ...gateway, key: spentKey });
  });

  it.each(Object.keys(REFUSALS).map(Number))('(%i) may be read by listed origins only', async (status) => {
    const refused = REFUSALS[status] as (origin: string) => Promise<Reply>;
    const [readable, unreadable] = [await refused(LISTED), await refused('https://elsewhere.example')];
    expect([readable.status, unreadable.status]).toEqual([status, status]);
    expectReadableBy(LISTED, readable);
    expectUnreadable(unreadable);
  });
});

describe('an origin that nobody lists', () => {
  it.each([
    'https://evil.example.com',
    'https://app.example.com.evil.test',
    'https://app.example.com:8443',
    'https://app.example.com.',
    'https://APP.example.com',
    'http://app.example.com',
    'https://apps.example.com',
    'https://evilapps.example.com',
    'https://*.apps.example.com',
    'https://one.apps.example.com:8443',
    'https://app.example.com, https://app.example.com',
    '*',
    'null',
    'file://',
    '',
  ])('(%p) may not ask, and reads nothing', async (origin) => {
    const key = await gateway.createKey({ allowedOrigins: ['*'] });
    const asked = await preflight(origin);
    expect([asked.status, asked.body['code']]).toEqual([403, 'origin_denied']);
    expectUnreadable(asked);
    const answer = await ask({ ...gateway, key }, QUESTION, { origin });
    expect(answer.status).toBe(200);
    expectUnreadable(answer);
  });
});

describe('an origin is listed no more', () => {
  it.each<[string, (id: string) => Promise<unknown>]>([
    ['is revoked', (id) => admin.call('POST', `/admin/keys/${id}/revoke`)],
    ['is deleted', (id) => admin.call('DELETE', `/admin/keys/${id}`)],
    ['names another', (id) => admin.call('PATCH', `/admin/keys/${id}`, { allowed_origins: [LISTED] })],
    ['has run out', (id) => admin.call('PATCH', `/admin/keys/${id}`, { expires_at: inAMoment() })],
  ])('1.5 s after its key %s', async (_, end) => {
    const origin = `https://${crypto.randomUUID()}.example.com`;
    const key = await gateway.createKey({ allowedOrigins: [origin] });
    await msUntil(true, origin);
    await end(key.slice(3, 15));
    expect(await msUntil(false, origin)).toBeLessThan(STALE_MS);
  });

  function inAMoment(): string {
    return new Date(Date.now() + 50).toISOString();
  }
});

describe('a preflight', () => {
  it('needs no credential and costs nothing of a quota', async () => {
    const key = await gateway.createKey({ rateLimit: { maxRequests: 2, windowSeconds: 3600 } });
    const asked = await Promise.all(Array.from({ length: 20 }, () => preflight(LISTED)));
    expect(asked.filter(({ status }) => status === 204)).toHaveLength(20);
    expect([...(asked[0]?.headers.keys() ?? [])].filter((name) => name.includes('ratelimit'))).toEqual([]);
    const answers = [await ask({ ...gateway, key }), await ask({ ...gateway, key })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('has an Origin: OPTIONS without one is a method like others', async () => {
    const options = await fetch(`${gateway.url}/api/query`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
