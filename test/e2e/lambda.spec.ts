import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newApiKey } from '../../src/auth/keys/api-key-format';
import { connectDatabase } from '../../src/storage/database';
import { TEST_SECRET } from '../support/gateway';
import { eventOf, startFunction, type TestFunction } from '../support/lambda/function';
import { message } from '../support/native';
import {
  answerPlainly,
  beginStream,
  startNativeUpstream,
  writePieces,
  type NativeUpstream,
} from '../support/native-upstream';
import { freshDatabase, redisDatabase } from '../support/servers/databases';
import { beginning, delta, ending } from '../support/streams';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-lambda-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('an event', () => {
  let server: Server;
  let lambda: TestFunction;
  let arrived: { readonly request: IncomingMessage; readonly body: Buffer } | undefined;
  beforeAll(async () => {
    const SOCKET = join(folder, 'echo.sock');
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        arrived = { request, body: Buffer.concat(chunks) };
        if (request.url === '/hang') return;
        response.setHeader('set-cookie', ['a=1; Path=/', 'b=2, c']);
        response.setHeader('vary', ['Origin', 'Accept']);
        response.writeHead(207).end('done');
      });
    }).listen(SOCKET);
    await once(server, 'listening');
    lambda = startFunction('forward', { SOCKET });
  });
  afterAll(async () => {
    await lambda.stop();
    server.closeAllConnections();
    server.close();
  });

  it.each<[string, string, string, string]>([
    ['a path and a query', '/api/chains', 'page=1&sort=-cost_usd', '/api/chains?page=1&sort=-cost_usd'],
    ['escapes', '/a%2Fb%20c', 'q=%C3%BC&q=+', '/a%2Fb%20c?q=%C3%BC&q=+'],
    ['no escapes where there should be', '/ü b', 'q=ü\r\nx', '/%C3%BC%20b?q=%C3%BC%0D%0Ax'],
    ['half a character', '/\ud800', '', '/%EF%BF%BD'],
    ['dots and slashes', '//admin/../x;y', '', '//admin/../x;y'],
  ])('keeps %s', async (_, path, query, target) => {
    const { statusCode } = await lambda.invoke(eventOf({ path, query }));
    expect([statusCode, arrived?.request.url]).toEqual([207, target]);
  });

  it.each<[string, string, string, string]>([
    ['IPv4', '203.0.113.7', '203.0.113.7', '203.0.113.7'],
    ['IPv6', '2001:db8::7', '2001:db8::7', '2001:db8::7'],
    ['an invented chain', '203.0.113.7', '10.0.0.1, 127.0.0.1', '10.0.0.1, 127.0.0.1, 203.0.113.7'],
    ['a chain that ends as it should', '203.0.113.7', '10.0.0.1,203.0.113.7', '10.0.0.1, 203.0.113.7'],
    ['nothing', '203.0.113.7', '', '203.0.113.7'],
  ])('puts the source last: %s', async (_, sourceIp, header, chain) => {
    await lambda.invoke(eventOf({ sourceIp, headers: { 'x-forwarded-for': header } }));
    expect(arrived?.request.headersDistinct['x-forwarded-for']).toEqual([chain]);
  });

  it.each<[string, string | undefined, boolean, string]>([
    ['text', '{"q":"ü\u0000"}', false, '{"q":"ü\u0000"}'],
    ['base64', Buffer.from('ü\n€').toString('base64'), true, 'ü\n€'],
    ['nothing', undefined, false, ''],
  ])('has its body counted anew: %s', async (_, body, isBase64Encoded, sent) => {
    const headers = { 'content-length': '9999', 'transfer-encoding': 'chunked', expect: '100-continue' };
    await lambda.invoke(
      eventOf({ method: 'POST', headers, isBase64Encoded, ...(body === undefined ? {} : { body }) }),
    );
    expect(arrived?.body.toString()).toBe(sent);
    expect(arrived?.request.headers['content-length']).toBe(String(Buffer.byteLength(sent)));
    expect(arrived?.request.headers).not.toHaveProperty('transfer-encoding');
  });

  it('keeps headers and cookies of both sides', async () => {
    const headers = { 'x-odd': 'ü\r\nx-forged: 1', 'x-api-key': 'a,b' };
    const answer = await lambda.invoke(eventOf({ cookies: ['one=1', 'two=2'], headers }));
    const { host, cookie, 'x-odd': odd, 'x-api-key': key } = arrived?.request.headersDistinct ?? {};
    expect(host?.[0]).toMatch(/lambda-url/);
    expect({ cookie, key }).toEqual({ cookie: ['one=1; two=2'], key: ['a,b'] });
    expect(Buffer.from(odd?.[0] ?? '', 'latin1').toString()).toBe('ü  x-forged: 1');
    expect(answer).toMatchObject({
      contentType: 'application/vnd.awslambda.http-integration-response',
      headers: { vary: 'Origin, Accept' },
      cookies: ['a=1; Path=/', 'b=2, c'],
      text: 'done',
      over: { ended: true },
    });
    for (const name of ['connection', 'transfer-encoding', 'set-cookie'])
      expect(answer.headers).not.toHaveProperty(name);
  });

  it('is broken off when the time of the function is up', async () => {
    const answer = await lambda.invoke(eventOf({ path: '/hang' }), { remainingMs: 100 });
    expect(answer.over.failed).toMatch(/abort|timeout/i);
    const { socket } = arrived?.request ?? {};
    if (socket?.closed === false) await once(socket, 'close');
  });
});

describe('the gateway as a function', () => {
  const admin = newApiKey().key;
  const json = { 'x-api-key': admin, 'content-type': 'application/json' };
  let upstream: NativeUpstream;
  let lambda: TestFunction;
  let databaseUrl: string;
  beforeAll(async () => {
    upstream = await startNativeUpstream();
    databaseUrl = await freshDatabase();
    lambda = startFunction('handler', {
      NODE_ENV: 'test',
      // Where it makes its socket.
      TMPDIR: folder,
      DATA_DIR: folder,
      SECRET_KEY: TEST_SECRET,
      BOOTSTRAP_ADMIN_KEY: admin,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisDatabase(),
      ...upstream.settings,
    });
  });
  afterAll(async () => {
    await lambda.stop();
    await upstream.close();
  });

  it('answers a question, and accounts for it', async () => {
    upstream.follow(answerPlainly);
    const body = JSON.stringify({ question: 'Which?', context: { name: 'ü' } });
    const asked = eventOf({
      method: 'POST',
      path: '/api/query',
      headers: { ...json, 'x-request-id': 'by-lambda' },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    });
    const { statusCode, headers, text, over } = await lambda.invoke(asked);
    expect([statusCode, headers['x-request-id'], over]).toEqual([200, 'by-lambda', { ended: true }]);
    expect(JSON.parse(text)).toMatchObject({ answer: 'Yes.', request_id: 'by-lambda' });
    expect(upstream.arrivals.at(-1)?.body.toString()).toContain('ü');
    const database = connectDatabase({
      databaseUrl,
      dataDir: folder,
      poolMax: 10,
      timeoutMs: 10_000,
    });
    // Nothing is left to be written: the process may be frozen for good.
    const [ledger, trail] = await database.attempt(async (db) => [
      await db.selectFrom('ledger').select('state').where('request_id', '=', 'by-lambda').execute(),
      await db.selectFrom('audit_rows').select('client').where('request_id', '=', 'by-lambda').execute(),
    ]);
    await database.close();
    expect([ledger, trail]).toEqual([[{ state: 'settled' }], [{ client: '203.0.113.7' }]]);
  });

  it('passes a stream on piece by piece, byte for byte', async () => {
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    upstream.follow(async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, [beginning(), delta('one ')]);
      await gate;
      await writePieces(arrival, [delta('two'), ending()]);
      arrival.response.end();
    });
    const heard: string[] = [];
    const { statusCode, headers, text, pieces } = await lambda.invoke(
      eventOf({
        method: 'POST',
        path: '/v1/messages',
        headers: { ...json, 'anthropic-version': '2023-06-01' },
        body: JSON.stringify(message('?', { stream: true })),
      }),
      {
        onPiece: (piece) => {
          heard.push(piece);
          // The rest is written when the client has the beginning.
          if (heard.join('').includes('one ')) goOn();
        },
      },
    );
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(text).toBe(beginning() + delta('one ') + delta('two') + ending());
    expect(pieces.length).toBeGreaterThan(1);
  });

  it.each([
    ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['2001:db8::7', '::1, 2001:db8::7', '2001:db8::7'],
  ])('knows its client %s by the event alone', async (sourceIp, claimed, client) => {
    const headers = { 'x-api-key': admin, 'x-forwarded-for': claimed, 'x-real-ip': '192.0.2.1' };
    const { text } = await lambda.invoke(eventOf({ path: '/api/rate-limit-status', sourceIp, headers }));
    expect(JSON.parse(text)).toMatchObject({ client_ip: client });
  });

  it.each([
    ['HEAD', '/', 200, ''],
    ['GET', '/health/ready', 200, 'ok'],
    ['GET', '/admin/keys', 401, 'credential_missing'],
    ['GET', '/%61dmin/keys', 404, 'not_found'],
    ['GET', '//admin/keys', 404, 'not_found'],
    ['GET', '/ü#', 400, 'malformed_request'],
    ['DELETE', '/health', 405, 'method_not_allowed'],
  ])('answers %s %s as any gateway does', async (method, path, status, said) => {
    const { statusCode, text, over } = await lambda.invoke(eventOf({ method, path }));
    expect([statusCode, over]).toEqual([status, { ended: true }]);
    expect(text).toContain(said);
  });
});

it('a function without shared stores does not begin', async () => {
  const lambda = startFunction('handler', { NODE_ENV: 'test', DATA_DIR: folder, SECRET_KEY: TEST_SECRET });
  const [code] = (await once(lambda.process, 'exit')) as [number];
  expect(code).toBe(1);
  expect(lambda.output()).toContain('DATABASE_URL and REDIS_URL should be set');
});
