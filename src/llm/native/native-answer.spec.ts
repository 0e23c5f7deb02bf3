import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { contextOf } from '../../http/execution.fixture';
import { serve, type TestServer } from '../../http/serve.fixture';
import { GatewayError } from '../../kernel';
import { ProviderRefusal } from '../resilience/provider-refusal';
import { endStream, isForClient, nativeSink, sendWhole } from './native-answer';

const KEY = 'sk-ant-canary42';
const EARLIER = 'sk-ant-canary41';
const KEYS = [KEY, EARLIER];
const CLAUDES = { type: 'error', error: { type: 'invalid_request_error', message: 'too long' } };

describe('a refusal of the provider', () => {
  const refusalWith = (
    body: string | Buffer,
    type: string | undefined = 'application/json',
  ): ProviderRefusal =>
    new ProviderRefusal(
      { status: 400, headers: { 'content-type': type }, body: Buffer.from(body) },
      'refused',
      [],
    );

  it.each([
    ['in Claude’s shape', refusalWith(JSON.stringify(CLAUDES))],
    ['that names its charset', refusalWith(JSON.stringify(CLAUDES), 'application/json; charset=utf-8')],
  ])('%s is its client’s', (_, refusal) => {
    expect(isForClient(refusal, KEYS)).toBe(true);
    expect(isForClient(refusal, [])).toBe(true);
  });

  it.each([
    ['with the provider key in it', refusalWith(JSON.stringify({ ...CLAUDES, echo: `x-api-key: ${KEY}` }))],
    ['with an earlier one in it', refusalWith(JSON.stringify({ ...CLAUDES, echo: EARLIER }))],
    ['in HTML', refusalWith('<html>Bad Gateway</html>', 'text/html')],
    ['in HTML that calls itself JSON', refusalWith('<html>Bad Gateway</html>')],
    ['that is JSON but calls itself HTML', refusalWith(JSON.stringify(CLAUDES), 'text/html')],
    ['in text that looks like JSON', refusalWith(JSON.stringify(CLAUDES), 'text/plain')],
    ['in another shape', refusalWith('{"error":"no"}')],
    ['of another type', refusalWith('{"type":"message"}')],
    ['that is a list', refusalWith(JSON.stringify([CLAUDES]))],
    ['that is null', refusalWith('null')],
    ['that is a string', refusalWith('"error"')],
    ['of no words', refusalWith('')],
    ['that is cut short', refusalWith(JSON.stringify(CLAUDES).slice(0, -1))],
  ])('%s is not', (_, refusal) => {
    expect(isForClient(refusal, KEYS)).toBe(false);
  });

  it('without a type is not', () => {
    const body = Buffer.from(JSON.stringify(CLAUDES));
    expect(isForClient(new ProviderRefusal({ status: 400, headers: {}, body }, 'refused', []), KEYS)).toBe(
      false,
    );
  });
});

describe('an answer on Claude’s API', () => {
  let server: TestServer;
  let answer: (request: Request, response: Response) => void;
  const arrivals = new EventEmitter();
  const context = contextOf();
  beforeEach(async () => {
    server = await serve((incoming, response) => {
      incoming.context = context;
      answer(incoming as Request, response as Response);
      arrivals.emit('one', incoming, response);
    });
  });
  afterEach(() => server.close());
  const headers = {
    'content-type': 'application/json',
    'request-id': 'req_1',
    'content-length': '999',
    'set-cookie': ['a=b'],
  };

  it.each([
    [undefined, 200],
    [404, 404],
  ])('that is whole has its bytes and its own length (status %j)', async (status, expected) => {
    const body = Buffer.from('{ "odd" : 1e0 }\n');
    answer = (_, response) => {
      sendWhole(response, { headers, body }, status);
    };
    const got = await fetch(server.url);
    expect(got.status).toBe(expected);
    expect(await got.text()).toBe(String(body));
    const names = [...got.headers.keys()].filter((name) => !/^(?:date|connection|keep-alive)$/.test(name));
    expect(names.map((name) => [name, got.headers.get(name)])).toEqual([
      ['cache-control', 'no-store'],
      ['content-length', String(body.length)],
      ['content-type', 'application/json'],
      ['request-id', 'req_1'],
    ]);
  });

  it('that is streamed goes out as it comes, and is not collected by proxies', async () => {
    answer = (_, response) => {
      const sink = nativeSink(response);
      sink.begin({ ...headers, 'content-type': 'text/event-stream' });
      expect(sink.write(Buffer.from('event: ping\n\n'), [])).toBeUndefined();
      response.end();
    };
    const got = await fetch(server.url);
    expect(await got.text()).toBe('event: ping\n\n');
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(got.headers.get('set-cookie')).toBeNull();
  });

  it('that fails before it begins is left to the filter', async () => {
    const error = new GatewayError('upstream_error', 'x');
    answer = (request, response) => {
      expect(() => {
        endStream(request, response, error);
      }).toThrow(error);
      response.end();
    };
    await fetch(server.url);
    expect.assertions(1);
  });

  it('that fails half-way ends with an error event, which says nothing of its cause', async () => {
    answer = (request, response) => {
      nativeSink(response).begin({});
      response.write('event: ping\n\n');
      endStream(request, response, new Error('canary42'));
    };
    const [first, last] = (await (await fetch(server.url)).text()).split(/(?<=\n\n)/);
    expect(first).toBe('event: ping\n\n');
    const [, data = ''] = /^event: error\ndata: (.+)\n\n$/.exec(last ?? '') ?? [];
    expect(data).not.toContain('canary42');
    expect(JSON.parse(data)).toMatchObject({
      type: 'error',
      error: { type: 'api_error', details: { error_code: 'internal_error' } },
      request_id: context.id,
    });
    expect(context.refusal?.code).toBe('internal_error');
  });

  it('that fails on a reader who has stopped reading is cut off', async () => {
    answer = (_, response) => {
      nativeSink(response).begin({});
    };
    const client = connect(server.port, '127.0.0.1').pause();
    client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    const [request, response] = (await once(arrivals, 'one')) as [Request, Response];
    const sink = nativeSink(response);
    while (!response.writableNeedDrain) void sink.write(Buffer.alloc(65_536, 'x'), []);
    endStream(request, response, new GatewayError('upstream_error', 'x'));
    expect(response.destroyed).toBe(true);
    client.destroy();
  });

  it('that fails once its reader has left changes nothing', async () => {
    answer = (_, response) => {
      nativeSink(response).begin({});
      response.write('x');
    };
    const client = connect(server.port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    const [request, response] = (await once(arrivals, 'one')) as [Request, Response];
    client.destroy();
    while (!isClosed(response)) await turn();
    context.refusal = undefined;
    endStream(request, response, new GatewayError('upstream_error', 'x'));
    expect(context.refusal).toBeUndefined();
  });
});

function isClosed(response: ServerResponse): boolean {
  return response.closed;
}
