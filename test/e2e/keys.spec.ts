import { crc32 } from 'node:zlib';
import { ask, QUESTION, reply, type Reply } from '../support/ask';
import { startGateway, unknownKey, type TestGateway } from '../support/gateway';
import { exchange, rawRequest } from '../support/raw-http';

let gateway: TestGateway;
let other: string;

beforeAll(async () => {
  gateway = await startGateway({ settings: { UPSTREAM: 'simulator' } });
  other = await gateway.createKey();
});

afterAll(async () => {
  await gateway.stop();
});

async function look(headers: Readonly<Record<string, string>>, query = ''): Promise<Reply> {
  return reply(await fetch(`${gateway.url}/api/rate-limit-status${query}`, { headers }));
}

/** A key that differs from `key` by `change`, with the checksum that fits. */
function forged(key: string, change: (stem: string) => string): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const stem = change(key.slice(0, -6));
  let checksum = '';
  for (let rest = crc32(stem); checksum.length < 6; rest = Math.floor(rest / 62))
    checksum = (alphabet[rest % 62] ?? '') + checksum;
  return stem + checksum;
}

const swapCase = (text: string): string =>
  text.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );

describe('a key counts', () => {
  it.each<[string, (key: string) => Record<string, string>]>([
    ['in x-api-key', (key) => ({ 'x-api-key': key })],
    ['in Authorization as Bearer', (key) => ({ authorization: `Bearer ${key}` })],
    ['in Authorization as bearer', (key) => ({ authorization: `bearer ${key}` })],
    ['in Authorization as BEARER', (key) => ({ authorization: `BEARER ${key}` })],
    ['when both headers carry it', (key) => ({ 'x-api-key': key, authorization: `Bearer ${key}` })],
  ])('%s', async (_, headersOf) => {
    expect((await look(headersOf(gateway.key))).status).toBe(200);
  });
});

describe('two different credentials are ambiguous', () => {
  it.each<[string, (key: string, second: string) => string[]]>([
    ['one in each header', (a, b) => [`x-api-key: ${a}`, `Authorization: Bearer ${b}`]],
    ['one in each header, the other order', (a, b) => [`Authorization: Bearer ${b}`, `x-api-key: ${a}`]],
    ['a known and an unknown one', (a) => [`x-api-key: ${a}`, `Authorization: Bearer ${unknownKey()}`]],
    ['a known one and another scheme', (a) => [`x-api-key: ${a}`, 'Authorization: Basic dTpw']],
    ['two Authorization lines', (a, b) => [`Authorization: Bearer ${a}`, `authorization: Bearer ${b}`]],
    ['two x-api-key lines', (a, b) => [`x-api-key: ${a}`, `X-Api-Key: ${b}`]],
    ['a key and an empty one', (a) => [`x-api-key: ${a}`, 'x-api-key:']],
  ])('%s', async (_, linesOf) => {
    const lines = ['Host: gateway', ...linesOf(gateway.key, other), 'Connection: close'];
    const { answers } = await exchange(gateway.url, rawRequest('GET /api/rate-limit-status HTTP/1.1', lines));
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({
      code: 'credential_ambiguous',
      layer: 'identity',
    });
  });
});

describe('a key that is no good', () => {
  it('can have a right checksum, as the tests forge it', () => {
    expect(forged(gateway.key, (stem) => stem)).toBe(gateway.key);
  });

  const BAD: Readonly<Record<string, () => string | Promise<string>>> = {
    unknown: unknownKey,
    'near-miss (known id, other secret)': () =>
      forged(gateway.key, (stem) => stem.slice(0, 16) + unknownKey().slice(16, -6)),
    'other-case id': () =>
      forged(gateway.key, (stem) => stem.slice(0, 3) + swapCase(stem.slice(3, 15)) + stem.slice(15)),
    'other-case secret': () => forged(gateway.key, (stem) => stem.slice(0, 16) + swapCase(stem.slice(16))),
    'other-case': () => swapCase(gateway.key),
    'lower-case': () => gateway.key.toLowerCase(),
    revoked: async () => {
      const key = await gateway.createKey();
      await gateway.revokeKey(key);
      return key;
    },
    expired: () => gateway.createKey({ expiresAt: Date.now() - 1 }),
    truncated: () => gateway.key.slice(0, -1),
    'without its checksum': () => gateway.key.slice(0, -6),
    'one character too long': () => `${gateway.key}a`,
    'bad checksum': () => gateway.key.slice(0, -1) + (gateway.key.endsWith('0') ? '1' : '0'),
    oversized: () => `sp_${'a'.repeat(8192)}`,
    'two in one': () => `${gateway.key}, ${gateway.key}`,
    'non-ASCII': () => `${gateway.key.slice(0, -1)}é`,
    'no key at all': () => 'x',
  };

  describe.each(['x-api-key', 'authorization'])('in %s', (header) => {
    const present = (key: string): Record<string, string> => ({
      [header]: header === 'x-api-key' ? key : `Bearer ${key}`,
    });

    it.each(Object.entries(BAD))('(%s) is a 401 with the one body', async (_, keyOf) => {
      const [bad, plain] = [await look(present(await keyOf())), await look(present(unknownKey()))];
      expect([bad.status, bad.body['code']]).toEqual([401, 'credential_invalid']);
      expect(bad.headers.get('www-authenticate')).toMatch(/^Bearer/);
      const sameness = ({ text, body }: Reply): string => text.replace(String(body['request_id']), '');
      expect(sameness(bad)).toBe(sameness(plain));
    });
  });
});

describe('a key does not count', () => {
  const encoded = (): string => encodeURIComponent(gateway.key);

  it.each<[string, () => Promise<Reply>]>([
    ['that is not there', () => look({})],
    ['in the query', () => look({}, `?x-api-key=${encoded()}&api_key=${encoded()}&key=${encoded()}`)],
    [
      'as a bearer in the query',
      () => look({}, `?authorization=Bearer%20${encoded()}&access_token=${encoded()}`),
    ],
    ['in a cookie', () => look({ cookie: `x-api-key=${gateway.key}; authorization=Bearer ${gateway.key}` })],
    ['in headers of other names', () => look({ 'api-key': gateway.key, 'x-auth-token': gateway.key })],
    ['in Proxy-Authorization', () => look({ 'proxy-authorization': `Bearer ${gateway.key}` })],
    [
      'in the body',
      async () =>
        reply(
          await fetch(`${gateway.url}/api/query`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...QUESTION, api_key: gateway.key, 'x-api-key': gateway.key }),
          }),
        ),
    ],
  ])('%s', async (_, send) => {
    const { status, body, headers } = await send();
    expect([status, body['code'], body['layer']]).toEqual([401, 'credential_missing', 'identity']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

describe('what a role may do', () => {
  it.each([
    ['readonly', 403, 200],
    ['analyst', 403, 200],
    ['member', 200, 200],
    ['admin', 200, 200],
  ] as const)('%s: asking is a %i, looking a %i', async (role, asking, looking) => {
    const key = await gateway.createKey({ role });
    const asked = await ask({ url: gateway.url, key });
    expect(asked.status).toBe(asking);
    if (asking === 403) expect(asked.body).toMatchObject({ code: 'role_denied', layer: 'access' });
    expect((await look({ 'x-api-key': key })).status).toBe(looking);
  });
});
