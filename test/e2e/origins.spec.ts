import { randomUUID } from 'node:crypto';
import { adminOf } from '../support/admin';
import { QUESTION } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { exchange, rawRequest } from '../support/raw-http';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

const APP = 'https://app.example.com';

/** What a key may say of origins. */
const KEYS = {
  none: [],
  any: ['*'],
  exact: [APP, 'http://localhost:3000'],
  wildcard: ['https://*.example.com'],
  port: ['https://*.example.com:8443'],
} as const;
type Kind = keyof typeof KEYS;

let simulator: TestSimulator;
let gateway: TestGateway;
let keys: Readonly<Record<Kind, string>>;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: { ...simulator.settings, CORS_ORIGINS: '*' } });
  const made = Object.entries(KEYS).map(async ([kind, allowedOrigins]) => [
    kind,
    await gateway.createKey({ allowedOrigins }),
  ]);
  keys = Object.fromEntries(await Promise.all(made)) as typeof keys;
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

interface Outcome {
  readonly status: number;
  readonly code?: unknown;
  readonly layer?: unknown;
  /** How many requests reached the provider. */
  readonly sent: number;
}

const ANSWERED: Outcome = { status: 200, sent: 1 };
const DENIED: Outcome = { status: 403, code: 'origin_denied', layer: 'origin', sent: 0 };

/** Asks with header lines as they stand: no client adds to them or tidies them up. */
async function ask(key: string, lines: readonly string[]): Promise<Outcome> {
  const mark = randomUUID();
  const body = JSON.stringify({ ...QUESTION, question: mark });
  const host = lines.some((line) => line.startsWith('Host:')) ? [] : ['Host: gateway'];
  const headers = [...host, ...lines, `x-api-key: ${key}`, 'Content-Type: application/json'];
  const rest = [`Content-Length: ${String(body.length)}`, 'Connection: close'];
  const request = rawRequest('POST /api/query HTTP/1.1', [...headers, ...rest], body);
  const [answer] = (await exchange(gateway.url, request)).answers;
  const { code, layer } = JSON.parse(answer?.body ?? '{}') as { code?: string; layer?: string };
  const sent = (await simulator.requests(mark)).length;
  return { status: answer?.status ?? 0, ...(code === undefined ? {} : { code, layer }), sent };
}

/** Origins that some keys name; all other keys, but those of any origin, must refuse them. */
const NAMED: readonly (readonly [string, readonly Kind[]])[] = [
  [APP, ['exact', 'wildcard']],
  ['http://localhost:3000', ['exact']],
  [` \t ${APP} \t`, ['exact', 'wildcard']],
  ['https://one.example.com', ['wildcard']],
  ['https://one.two.three.example.com', ['wildcard']],
  ['https://xn--bcher-kva.example.com', ['wildcard']],
  ['https://a_b.example.com', ['wildcard']],
  ['https://one.example.com:8443', ['port']],
  ['https://one.two.example.com:8443', ['port']],
];

/** Origins that no key names, however much they look like one that is. */
const LOOK_ALIKES = [
  ...['https://example.com', 'https://example.com:8443', 'https://.example.com', 'https://*.example.com'],
  ...[
    'http://app.example.com',
    'wss://app.example.com',
    'HTTPS://app.example.com',
    'https://APP.example.com',
  ],
  ...['http://localhost', 'http://localhost:3001', 'https://localhost:3000', 'http://localhost.:3000'],
  ...[
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'https://app.example.com:443',
    'https://app.example.com:80',
  ],
  ...['https://app.example.com.', 'https://app.example.com./', 'https://app.example.com/', `${APP}/page`],
  ...[`${APP}?`, `${APP}#`, `"${APP}"`, 'app.example.com', '//app.example.com', 'https:app.example.com'],
  ...['https:/app.example.com', 'https:\\\\app.example.com', 'https://app.example.com.evil.test'],
  ...['https://app.example.comevil.test', 'https://evil-app.example.net', 'https://evilexample.com'],
  ...['https://appXexample.com', 'https://evil.test/.example.com', 'https://evil.test?.example.com'],
  ...[
    'https://evil.test#.example.com',
    'https://evil.test\\.example.com',
    'https://evil.test%2f.example.com',
  ],
  ...[
    'https://evil.test:80.example.com',
    'https://evil@app.example.com',
    'https://app.example.com@evil.test',
  ],
  ...['https://one..example.com', 'https://-one.example.com', 'https://one-.example.com'],
  // A Cyrillic letter and an ideographic full stop, in UTF-8.
  ...['https://\xd0\xb0pp.example.com', 'https://app\xe3\x80\x82example.com'],
  ...['*', 'null', 'undefined', '', `${APP}, ${APP}`, `${APP} https://evil.test`, `https://evil.test ${APP}`],
];

/** Further ways to write, or to pretend, an origin. */
const WRITTEN: readonly (readonly [string, readonly string[], readonly Kind[]])[] = [
  ['no Origin', [], ['none']],
  ['one whose name is spelled otherwise', [`oRIGIN: ${APP}`], ['exact', 'wildcard']],
  ['a right one before another', [`Origin: ${APP}`, 'Origin: https://evil.test'], []],
  ['a right one after another', ['Origin: https://evil.test', `Origin: ${APP}`], []],
  ['the right one twice', [`Origin: ${APP}`, `origin: ${APP}`], []],
  ['a right one and an empty one', [`Origin: ${APP}`, 'Origin:'], []],
  ['an empty one and a right one', ['Origin:', `Origin: ${APP}`], []],
  ['a right Referer instead', [`Referer: ${APP}/page`], ['none']],
  ['a right Host instead', ['Host: app.example.com'], ['none']],
  ['a right X-Forwarded-Host instead', ['X-Forwarded-Host: app.example.com'], ['none']],
  ['other headers instead', [`X-Origin: ${APP}`, `X-Forwarded-Origin: ${APP}`], ['none']],
  ['Sec-Fetch-Site instead', ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Mode: cors'], ['none']],
  [
    'a wrong one and everything else right',
    [
      'Host: app.example.com',
      'Origin: https://evil.test',
      `Referer: ${APP}/`,
      'Forwarded: host=app.example.com',
    ],
    [],
  ],
];

const CARRIED = [
  ...NAMED.map(([origin, kinds]) => [JSON.stringify(origin), [`Origin: ${origin}`], kinds] as const),
  ...LOOK_ALIKES.map((origin) => [JSON.stringify(origin), [`Origin: ${origin}`], []] as const),
  ...WRITTEN,
];

describe('a request that carries', () => {
  it.each(CARRIED)('%s is let in by the keys that name it, and by those of any', async (_, lines, kinds) => {
    const asked = Object.entries(keys).map(async ([kind, key]) => [kind, await ask(key, lines)]);
    const isNamed = (kind: string): boolean => kind === 'any' || kinds.some((named) => named === kind);
    const expected = Object.keys(KEYS).map((kind) => [kind, isNamed(kind) ? ANSWERED : DENIED]);
    expect(Object.fromEntries(await Promise.all(asked))).toEqual(Object.fromEntries(expected));
  });
});

describe('a denied origin', () => {
  it.each([
    ['GET', '/protected'],
    ['GET', '/api/rate-limit-status'],
    ['POST', '/api/query'],
    ['POST', '/api/tokens'],
    ['POST', '/logout'],
    ['GET', '/admin/keys'],
    ['POST', '/admin/users'],
  ])('is denied on every route: %s %s', async (method, path) => {
    const { call } = await adminOf(gateway);
    const { status, body } = await call(method, path, method === 'POST' ? {} : undefined, { origin: APP });
    expect([status, body['code']]).toEqual([403, 'origin_denied']);
  });

  it('reads why where CORS_ORIGINS is *, by its name and without credentials', async () => {
    const { headers } = await (await adminOf(gateway)).call('GET', '/protected', undefined, { origin: APP });
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.has('access-control-allow-credentials')).toBe(false);
    expect(headers.get('vary')).toMatch(/\borigin\b/i);
  });

  it('costs nothing of the quota', async () => {
    const key = await gateway.createKey({ rateLimit: { maxRequests: 1, windowSeconds: 3600 } });
    expect(await ask(key, [`Origin: ${APP}`])).toEqual(DENIED);
    expect(await ask(key, [])).toEqual(ANSWERED);
  });

  it('is in the log, with the key and without a secret', async () => {
    const id = `denied-${randomUUID()}`;
    await ask(keys.exact, ['Origin: https://evil.test', `x-request-id: ${id}`]);
    expect(await gateway.logged(({ request_id: logged }) => logged === id)).toMatchObject({
      code: 'origin_denied',
      key_id: keys.exact.slice(3, 15),
      status: 403,
    });
    expect(gateway.output()).not.toContain(keys.exact.slice(16));
  });
});
