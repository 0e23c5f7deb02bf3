import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import type { Express } from 'express';
import type { PinoLogger } from 'nestjs-pino';
import { ingress } from './ingress';
import { LeanExpressAdapter } from './lean-express.adapter';
import { sendJson } from './problem';
import { RequestRecords } from './request-records';

/** What the log was told, by level. */
const told: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
const log = {
  info: (record: Readonly<Record<string, unknown>>) => told.push(['info', record]),
  warn: (record: Readonly<Record<string, unknown>>) => told.push(['warn', record]),
} as unknown as PinoLogger;

let server: Server;
let port: number;
let served = 0;
beforeAll(async () => {
  Logger.overrideLogger(false);
  const adapter = new LeanExpressAdapter();
  adapter.initHttpServer();
  const app = adapter.getInstance<Express>();
  app.use(ingress(log, new RequestRecords()));
  app.use((request, response) => {
    served += 1;
    const { id, clientAddress, credentials } = request.context;
    sendJson(response, 200, { id, clientAddress, credentials });
  });
  server = adapter.getHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
});
beforeEach(() => {
  told.length = 0;
  served = 0;
});

/** Sends lines as they are, and gives back everything that comes until the connection is closed. */
async function send(...lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return text(socket);
}

const bodyOf = (reply: string): Readonly<Record<string, unknown>> =>
  JSON.parse(reply.slice(reply.indexOf('\r\n\r\n') + 4)) as Readonly<Record<string, unknown>>;

const answersIn = (reply: string): number => (reply.match(/HTTP\/1\.1 \d{3} /g) ?? []).length;

describe('the ingress', () => {
  it.each([
    ['two hosts', ['GET / HTTP/1.1', 'Host: a', 'Host: b'], 400, 'malformed_request'],
    ['two equal hosts', ['GET / HTTP/1.1', 'Host: a', 'hOST: a'], 400, 'malformed_request'],
    ['no host', ['GET / HTTP/1.1'], 400, 'malformed_request'],
    ['no version', ['GET /'], 400, 'malformed_request'],
    ['another version', ['GET / HTTP/2.0', 'Host: a'], 400, 'malformed_request'],
    ['a whole URL as target', ['GET http://elsewhere/ HTTP/1.1', 'Host: a'], 400, 'malformed_request'],
    ['a star as target', ['OPTIONS * HTTP/1.1', 'Host: a'], 400, 'malformed_request'],
    [
      'two lengths',
      ['POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 2'],
      400,
      'malformed_request',
    ],
    [
      'a length and a coding',
      ['POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Transfer-Encoding: chunked'],
      400,
      'malformed_request',
    ],
    ['a folded header', ['GET / HTTP/1.1', 'Host: a', 'X-A: b', ' c'], 400, 'malformed_request'],
    ['a space before the colon', ['GET / HTTP/1.1', 'Host : a'], 400, 'malformed_request'],
    ['a fragment in the target', ['GET /a#b HTTP/1.1', 'Host: a'], 400, 'malformed_request'],
    ['an empty host', ['GET / HTTP/1.1', 'Host:'], 400, 'malformed_request'],
    ['a host with a path', ['GET / HTTP/1.1', 'Host: a/b'], 400, 'malformed_request'],
    [
      'another coding',
      ['POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip, chunked'],
      400,
      'malformed_request',
    ],
    ['a coding in HTTP/1.0', ['POST / HTTP/1.0', 'Transfer-Encoding: chunked'], 400, 'malformed_request'],
    ['a tunnel', ['CONNECT a:80 HTTP/1.1', 'Host: a:80'], 405, 'method_not_allowed'],
    [
      'headers beyond counting',
      ['GET / HTTP/1.1', 'Host: a', ...Array.from({ length: 200 }, () => 'X: y')],
      431,
      'headers_too_large',
    ],
    ['an odd expectation', ['POST / HTTP/1.1', 'Host: a', 'Expect: miracles'], 417, 'expectation_failed'],
    [
      'headers too long',
      ['GET / HTTP/1.1', 'Host: a', `X-A: ${'x'.repeat(17_000)}`],
      431,
      'headers_too_large',
    ],
  ])('refuses %s once, as a problem document, and closes the connection', async (_, lines, status, code) => {
    const next = ['', '', 'GET /next HTTP/1.1', 'Host: a', 'Connection: close'];
    const reply = await send(...lines, ...next);
    expect(answersIn(reply)).toBe(1);
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(reply).toMatch(/^content-type: application\/problem\+json\r$/im);
    expect(reply).toMatch(/^connection: close\r$/im);
    expect(reply).toMatch(/^x-content-type-options: nosniff\r$/im);
    const body = bodyOf(reply);
    expect(body).toMatchObject({ status, code, layer: 'ingress' });
    expect(reply).toMatch(new RegExp(`^x-request-id: ${String(body['request_id'])}\\r$`, 'im'));
    expect(served).toBe(0);
  });

  const CLOSE = ['Host: a', 'Connection: close'];

  it('gives each request a context: its id, its address and the credentials as they came', async () => {
    const reply = await send(
      'GET / HTTP/1.1',
      ...CLOSE,
      'X-Request-Id: plain-id-1',
      'X-API-Key: one',
      'x-api-key: two',
      'Authorization: Bearer three',
      'X-Forwarded-For: 203.0.113.9',
    );
    expect(bodyOf(reply)).toEqual({
      id: 'plain-id-1',
      clientAddress: '127.0.0.1',
      credentials: [
        { header: 'x-api-key', value: 'one' },
        { header: 'x-api-key', value: 'two' },
        { header: 'authorization', value: 'Bearer three' },
      ],
    });
    expect(reply).toMatch(/^x-request-id: plain-id-1\r$/im);
    expect(reply).not.toMatch(/^x-powered-by/im);
  });

  it('serves HTTP/1.0 without a host', async () => {
    expect(bodyOf(await send('GET / HTTP/1.0'))).toMatchObject({
      clientAddress: '127.0.0.1',
      credentials: [],
    });
  });

  it('serves requests that follow each other on one connection, each with its own id', async () => {
    const reply = await send('GET /1 HTTP/1.1', 'Host: a', '', 'GET /2 HTTP/1.1', ...CLOSE);
    expect(answersIn(reply)).toBe(2);
    expect(new Set(reply.match(/^x-request-id: .*$/gim)).size).toBe(2);
  });

  it('writes one record of an answer, without query, headers or body', async () => {
    await send('GET /some/path?secret=canary42 HTTP/1.1', ...CLOSE, 'X-API-Key: canary42');
    expect(told).toEqual([
      [
        'info',
        {
          request_id: expect.stringMatching(/^req_/),
          client: '127.0.0.1',
          key_id: null,
          method: 'GET',
          route: '/some/path',
          status: 200,
          outcome: 'answered',
          code: null,
          layer: null,
          ms: expect.any(Number),
        },
      ],
    ]);
  });

  it('writes one record of a refusal', async () => {
    await send('GET / HTTP/1.1', 'Host: a', 'Host: b');
    expect(told).toEqual([
      [
        'warn',
        expect.objectContaining({
          status: 400,
          outcome: 'refused',
          code: 'malformed_request',
          layer: 'ingress',
        }),
      ],
    ]);
  });
});
