import { ask, QUESTION, reply, type Reply } from '../support/ask';
import { startGateway, unknownKey, type TestGateway } from '../support/gateway';
import { exchange, rawRequest } from '../support/raw-http';

let gateway: TestGateway;
let keys: { readonly readonly: string; readonly elsewhere: string; readonly hasty: string };

beforeAll(async () => {
  gateway = await startGateway({ settings: { UPSTREAM: 'simulator', MAX_BODY_BYTES: '2048' } });
  keys = {
    readonly: await gateway.createKey({ role: 'readonly' }),
    elsewhere: await gateway.createKey({ allowedIps: ['10.0.0.0/8'] }),
    hasty: await gateway.createKey({ rateLimit: { maxRequests: 1, windowSeconds: 3600 } }),
  };
});

afterAll(async () => {
  await gateway.stop();
});

async function call(method: string, path: string, key?: string): Promise<Reply> {
  const headers = key === undefined ? undefined : { 'x-api-key': key };
  return reply(await fetch(`${gateway.url}${path}`, { method, ...(headers && { headers }) }));
}

/** Asks with another key or other headers than usual. */
const askAs = (key: string, body: unknown = QUESTION, headers?: Record<string, string>): Promise<Reply> =>
  ask({ url: gateway.url, key }, body, headers);

interface Kind {
  readonly send: () => Promise<Reply>;
  readonly problem: Readonly<Record<string, unknown>> & { readonly status: number };
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Whose key the log names; nobody's unless said. */
  readonly by?: () => string;
}

const notFound = { status: 404, code: 'not_found', layer: 'ingress', title: 'Not found' };
const notAllowed = { status: 405, code: 'method_not_allowed', layer: 'ingress' };
const invalid = { status: 401, code: 'credential_invalid', layer: 'identity' };
const notValid = { status: 400, code: 'validation_failed', layer: 'validation' };
const malformed = { status: 400, code: 'malformed_request', layer: 'ingress' };
const challenge = { 'www-authenticate': expect.stringMatching(/^Bearer\b/) };
const named = { fields: expect.any(Array), violations: expect.any(Array) };

const KINDS: Readonly<Record<string, Kind>> = {
  'an unknown path': { send: () => call('GET', '/nowhere', gateway.key), problem: notFound },
  'an unknown path of nobody': { send: () => call('POST', '/api/nowhere'), problem: notFound },
  'an unknown chain': {
    send: () => ask(gateway, { ...QUESTION, chain_id: 'unknown' }),
    problem: notFound,
    by: () => gateway.key,
  },
  'GET of what takes POST': {
    send: () => call('GET', '/api/query', gateway.key),
    problem: notAllowed,
    headers: { allow: 'POST' },
  },
  'POST of what takes GET': {
    send: () => call('POST', '/health'),
    problem: notAllowed,
    headers: { allow: 'GET, HEAD' },
  },
  'DELETE of what takes GET': {
    send: () => call('DELETE', '/api/rate-limit-status', gateway.key),
    problem: notAllowed,
    headers: { allow: 'GET, HEAD' },
  },
  'bad percent-encoding': { send: () => call('GET', '/api/%zz'), problem: malformed },
  'percent-encoding that is no UTF-8': { send: () => call('GET', '/api/%ff'), problem: malformed },
  'no credential': {
    send: () => call('POST', '/api/query'),
    problem: { status: 401, code: 'credential_missing', layer: 'identity' },
    headers: challenge,
  },
  'an unknown key': { send: () => askAs(unknownKey()), problem: invalid, headers: challenge },
  'two keys': {
    send: () => askAs(gateway.key, QUESTION, { authorization: `Bearer ${unknownKey()}` }),
    problem: { status: 400, code: 'credential_ambiguous', layer: 'identity' },
  },
  'a narrow role': {
    send: () => askAs(keys.readonly),
    problem: { status: 403, code: 'role_denied', layer: 'access' },
    by: () => keys.readonly,
  },
  'another network': {
    send: () => askAs(keys.elsewhere),
    problem: { status: 403, code: 'ip_denied', layer: 'network', title: 'Access denied from IP' },
    by: () => keys.elsewhere,
  },
  'too many requests': {
    send: async () => {
      await askAs(keys.hasty);
      return askAs(keys.hasty);
    },
    problem: { status: 429, code: 'rate_limited', layer: 'throttling', retry_after: expect.any(Number) },
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    by: () => keys.hasty,
  },
  'a body that is no JSON': {
    send: () => ask(gateway, '{"question":'),
    problem: { status: 400, code: 'malformed_body', layer: 'ingress' },
    by: () => gateway.key,
  },
  'a field out of range': {
    send: () => ask(gateway, { ...QUESTION, max_tokens: 0 }),
    problem: { ...notValid, ...named },
    by: () => gateway.key,
  },
  'a missing field': {
    send: () => ask(gateway, { context: {} }),
    problem: { ...notValid, ...named, title: 'Missing required fields', fields: ['question'] },
    by: () => gateway.key,
  },
  'a body too large': {
    send: () => ask(gateway, { ...QUESTION, question: 'x'.repeat(2048) }),
    problem: { status: 413, code: 'body_too_large', layer: 'ingress' },
    by: () => gateway.key,
  },
  'another media type': {
    send: () => askAs(gateway.key, QUESTION, { 'content-type': 'text/plain' }),
    problem: { status: 415, code: 'unsupported_media_type', layer: 'ingress' },
    by: () => gateway.key,
  },
};

/** What must not be told: stacks, files, SQL, our parts. */
const INSIDE =
  /node_modules|\.[jt]s\b|\n\s+at |\/work\/|\bselect\b.*\bfrom\b|sqlite|postgres|express|nest\b/i;

describe.each(Object.entries(KINDS))('the refusal of %s', (_, { send, problem, headers = {}, by }) => {
  it('is a problem document with all that CONTRACT section 4 promises', async () => {
    const answer = await send();
    const { body } = answer;
    expect(answer.status).toBe(problem.status);
    expect(body).toEqual({
      type: expect.stringMatching(/^(urn|https):\S+$/),
      title: expect.stringMatching(/^[A-Z]/),
      detail: expect.stringMatching(/\S/),
      error: body['title'],
      message: body['detail'],
      request_id: answer.headers.get('x-request-id'),
      ...problem,
    });
    expect(answer.text).not.toMatch(INSIDE);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...headers,
    });
    expect(answer.headers.has('www-authenticate')).toBe(problem.status === 401);
  });

  it('is one warning in the log, and nothing else', async () => {
    const id = (await send()).headers.get('x-request-id');
    await gateway.logged((record) => record['request_id'] === id);
    // Whatever else the refusal would log stands before the record of the next request.
    const next = (await call('GET', '/health/live')).headers.get('x-request-id');
    await gateway.logged((record) => record['request_id'] === next);
    expect(gateway.logs.filter((record) => record['request_id'] === id)).toEqual([
      expect.objectContaining({
        level: 40,
        code: problem['code'],
        layer: problem['layer'],
        status: problem.status,
        client: '127.0.0.1',
        key_id: by?.().slice(3, 15) ?? null,
      }),
    ]);
  });
});

describe('what the parser refuses before there is a request', () => {
  it.each([
    [400, 'malformed_request', rawRequest('GET /health HTTP/1.1', ['Host: gateway', 'a b: c'])],
    [400, 'malformed_request', rawRequest('GET /health HTTP/1.1', [])],
    [
      431,
      'headers_too_large',
      rawRequest('GET /health HTTP/1.1', [`Host: gateway`, `x: ${'y'.repeat(17_000)}`]),
    ],
    [417, 'expectation_failed', rawRequest('GET /health HTTP/1.1', ['Host: gateway', 'Expect: a-miracle'])],
  ])('is a %i %s of the same shape, and logged alike', async (status, code, bytes) => {
    const { answers } = await exchange(gateway.url, bytes);
    const [answer] = answers;
    const id = answer?.headers.get('x-request-id');
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status, code, layer: 'ingress', request_id: id });
    expect(answer?.headers.get('content-type')).toBe('application/problem+json');
    expect(answer?.headers.get('cache-control')).toBe('no-store');
    expect(await gateway.logged((record) => record['request_id'] === id)).toMatchObject({
      level: 40,
      code,
      status,
      key_id: null,
      client: '127.0.0.1',
    });
  });
});
