import { ERRORS, GatewayError, type ErrorCode } from '../kernel';
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
