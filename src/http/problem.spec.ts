import { ERRORS, GatewayError, type ErrorCode } from '../kernel';
import { claudeErrorOf } from './claude-error';
import { problemOf, sendProblem } from './problem';
import { RequestContext } from './request-context';
import { serve, type TestServer } from './serve.fixture';

describe('a problem document', () => {
  it.each(Object.entries(ERRORS))(
    'of %s has every member of CONTRACT section 4',
    (code, { status, layer, title }) => {
      expect(problemOf(new GatewayError(code as ErrorCode, 'What to do'), 'req_1')).toEqual({
        type: `urn:sallyport:error:${code}`,
        title,
        status,
        detail: 'What to do',
        error: title,
        message: 'What to do',
        code,
        layer,
        request_id: 'req_1',
      });
    },
  );

  it('carries the extras of its code, whose title replaces the common one twice', () => {
    const extras = { title: 'Missing required fields', fields: ['a'], violations: [], retry_after: 3 };
    const problem = problemOf(new GatewayError('validation_failed', 'x', { extras }), 'req_1');
    expect(problem).toMatchObject({ ...extras, error: 'Missing required fields' });
  });

  it('says nothing of its cause', () => {
    const cause = new Error('canary42 at /srv/app.js: select * from api_keys');
    const error = new GatewayError('store_unavailable', 'Try again', { cause });
    expect(JSON.stringify(problemOf(error, 'req_1'))).not.toContain('canary42');
  });
});

describe('a refusal on the wire', () => {
  let server: TestServer;
  let error: GatewayError;
  beforeAll(async () => {
    server = await serve((request, response) => {
      request.context = new RequestContext('req_wire', 0, '127.0.0.1', []);
      sendProblem(response, error, ['X-More', '1']);
    });
  });
  afterAll(() => server.close());

  it.each<[ErrorCode, ConstructorParameters<typeof GatewayError>[2], Readonly<Record<string, string>>]>([
    ['not_found', {}, {}],
    ['rate_limited', { extras: { retry_after: 7 } }, { 'retry-after': '7' }],
    ['credential_missing', {}, { 'www-authenticate': 'Bearer realm="sallyport"' }],
    ['credential_invalid', {}, { 'www-authenticate': 'Bearer realm="sallyport"' }],
    ['method_not_allowed', { headers: { Allow: 'GET, HEAD' } }, { allow: 'GET, HEAD' }],
    ['body_too_large', { headers: { Connection: 'close' } }, { connection: 'close' }],
    ['store_unavailable', { extras: { retry_after: 1 } }, { 'retry-after': '1' }],
  ])('of %s with %j has its own headers and no others', async (code, options, own) => {
    error = new GatewayError(code, 'Wörds', options);
    const answer = await fetch(server.url);
    const body = await answer.text();
    expect(answer.status).toBe(error.status);
    expect(JSON.parse(body)).toEqual(problemOf(error, 'req_wire'));
    const { date, connection, ...headers } = Object.fromEntries(answer.headers);
    delete headers['keep-alive'];
    expect(date).toBeDefined();
    expect({ ...headers, ...(connection === 'close' ? { connection } : {}) }).toEqual({
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      'x-more': '1',
      ...own,
    });
  });
});

describe('the shape of a refusal', () => {
  let server: TestServer;
  let error: GatewayError;
  beforeAll(async () => {
    server = await serve((request, response) => {
      request.context = new RequestContext('req_shape', 0, '127.0.0.1', []);
      sendProblem(response, error, ['X-More', '1']);
    });
  });
  afterAll(() => server.close());

  const shown = async (path: string): Promise<Response> => fetch(server.url + path, { method: 'POST' });

  it.each(['/v1', '/v1/messages', '/v1/messages?beta=true', '/v1/no/such/thing', '/v1?x'])(
    'on %s is Claude’s',
    async (path) => {
      error = new GatewayError('upstream_unavailable', 'Wörds', { extras: { retry_after: 7 } });
      const answer = await shown(path);
      const body = await answer.text();
      expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(claudeErrorOf(error, 'req_shape'))));
      expect(answer.status).toBe(529);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'cache-control': 'no-store',
        'retry-after': '7',
        'x-more': '1',
      });
      expect(answer.headers.has('x-should-retry')).toBe(false);
    },
  );

  it.each(['/', '/api/query', '/v10/messages', '/v1x', '/V1/messages', '//v1/messages', '/api/v1'])(
    'on %s is a problem document',
    async (path) => {
      error = new GatewayError('upstream_unavailable', 'x');
      const answer = await shown(path);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toEqual(problemOf(error, 'req_shape'));
    },
  );

  it.each<[string, string | null]>([
    ['/v1/messages', 'false'],
    ['/api/query', null],
  ])('on %s answers a bad credential with x-should-retry: %j, and with a challenge', async (path, word) => {
    error = new GatewayError('credential_invalid', 'x');
    const { status, headers } = await shown(path);
    expect([status, headers.get('x-should-retry')]).toEqual([401, word]);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="sallyport"');
  });

  it('says once what a refusal says of itself', async () => {
    error = new GatewayError('upstream_error', 'x', { headers: { 'x-should-retry': 'false' } });
    expect((await shown('/v1/messages')).headers.get('x-should-retry')).toBe('false');
  });
});
