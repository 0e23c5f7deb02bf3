import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { configOf } from '../../src/config/config.fixture';
import { upstreams } from '../../src/extensions';
import { serve, type TestServer } from '../../src/http/serve.fixture';
import type { Upstream, UpstreamKind, UpstreamRequest, UpstreamResponse } from '../../src/llm/upstream';
import { documentedUpstream } from '../support/documented-upstream';
import { parseEvents } from '../support/events';

/*
 * What every entry of `upstreams` must keep. Those that reach a server of ours are looked at from there, too; an
 * upstream that brings its own server is only looked at from outside.
 */

const KEY = 'provider-key-of-the-contract';
const VERSION = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
/** Headers that a connection needs, and that say nothing. */
const OF_THE_CONNECTION = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept',
  'user-agent',
];

const messageOf = (stream: boolean): Buffer =>
  Buffer.from(
    `{ "model": "claude-sonnet-5-5", "max_tokens": 200, "stream": ${String(stream)},
      "messages": [{ "role": "user", "content": "Wer bist du – hm?" }] }`,
  );

const calm = new AbortController().signal;

const requestOf = (part: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  method: 'POST',
  target: '/v1/messages?beta=true',
  headers: VERSION,
  body: messageOf(false),
  signal: calm,
  ...part,
});

async function bytesOf({ body }: UpstreamResponse): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

let server: TestServer;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
beforeAll(async () => {
  server = await serve((request, response) => {
    handle(request, response);
  });
});
afterAll(() => server.close());

const KINDS = [...upstreams, documentedUpstream()].map((kind) => [kind.id, kind] as const);

const openedAt = (kind: UpstreamKind, path = '', apiKey = KEY): Promise<Upstream> =>
  kind.open(configOf({ ANTHROPIC_BASE_URL: `${server.url}${path}` }).upstream, () =>
    apiKey === '' ? undefined : apiKey,
  );

describe.each(KINDS)('the upstream %s', (id, kind) => {
  let upstream: Upstream;
  beforeAll(async () => {
    // A server of ours is Claude here: it has a message for those who say whose they are.
    handle = (request, response) => {
      void answerAsClaude(request, response);
    };
    upstream = await openedAt(kind);
  });
  afterAll(() => upstream.close());

  it('goes by the id that it is listed under', () => {
    expect(upstream.id).toBe(id);
  });

  it('answers a message, its bytes as Buffers', async () => {
    const answer = await upstream.send(requestOf());
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    const bytes = await bytesOf(answer);
    expect(bytes).toBeInstanceOf(Buffer);
    expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({ type: 'message', model: 'claude-sonnet-5-5' });
  });

  it('answers a stream with the events of Claude', async () => {
    const answer = await upstream.send(requestOf({ body: messageOf(true) }));
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    const names = parseEvents((await bytesOf(answer)).toString('utf8')).map(({ event }) => event);
    expect([names[0], ...names.slice(-2)]).toEqual(['message_start', 'message_delta', 'message_stop']);
  });

  it('is asked by a signal that has fired in vain', async () => {
    await expect(upstream.send(requestOf({ signal: AbortSignal.abort() }))).rejects.toThrow();
  });

  it('closes', async () => {
    const closing = await openedAt(kind);
    await bytesOf(await closing.send(requestOf()));
    await expect(closing.close()).resolves.toBeUndefined();
  });
});

const MESSAGE = { type: 'message', model: 'claude-sonnet-5-5', content: [] };
const EVENTS = ['message_start', 'message_delta', 'message_stop'].map(
  (type) => `event: ${type}\ndata: {}\n\n`,
);

async function answerAsClaude(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { stream } = JSON.parse((await buffer(request)).toString('utf8')) as { readonly stream: boolean };
  response.setHeader('content-type', stream ? 'text/event-stream' : 'application/json');
  response.end(stream ? EVENTS.join('') : JSON.stringify(MESSAGE));
}

/** What one request was when it arrived. */
interface Arrived {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Upstreams that do not ask the configured server: they bring their own, or need none. */
const SELF_CONTAINED = ['simulator', 'echo'];
const REMOTE = KINDS.filter(([id]) => !SELF_CONTAINED.includes(id));

describe.each(REMOTE)('the upstream %s, at its server,', (_, kind) => {
  let upstream: Upstream;
  let arrived: Arrived[];
  beforeEach(async () => {
    arrived = [];
    upstream = await openedAt(kind);
  });
  afterEach(() => upstream.close());

  /** Answers so, once what was asked is noted. */
  const answering = (answer: (response: ServerResponse) => void): void => {
    handle = (request, response) => {
      void buffer(request).then((body) => {
        const { method, url, headers } = request;
        arrived.push({ method, url, headers, body });
        answer(response);
      });
    };
  };
  const ok = (response: ServerResponse): void => {
    response.end('ok');
  };

  it('sends the bytes and headers that it is given, its own credential, and nothing else', async () => {
    answering(ok);
    const headers = { ...VERSION, 'anthropic-beta': 'a,b' };
    await bytesOf(await upstream.send(requestOf({ headers })));
    expect(arrived).toHaveLength(1);
    const [{ method, url, headers: came, body } = {} as Arrived] = arrived;
    expect({ method, url, body }).toEqual({
      method: 'POST',
      url: '/v1/messages?beta=true',
      body: messageOf(false),
    });
    const said = Object.entries(came).filter(([name]) => !OF_THE_CONNECTION.includes(name));
    expect(Object.fromEntries(said)).toEqual({ ...headers, 'x-api-key': KEY });
    expect(came.host).toBe(new URL(server.url).host);
  });

  it('reads without a body', async () => {
    answering(ok);
    await bytesOf(
      await upstream.send({ ...requestOf(), method: 'GET', target: '/v1/models?limit=1', body: undefined }),
    );
    expect(arrived).toMatchObject([{ method: 'GET', url: '/v1/models?limit=1', body: Buffer.alloc(0) }]);
    expect(arrived[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  it.each(['', '/', '/claude', '/claude/'])('reaches its provider behind the path “%s”', async (path) => {
    answering(ok);
    const behind = await openedAt(kind, path);
    await bytesOf(await behind.send(requestOf()));
    await behind.close();
    expect(arrived.map(({ url }) => url)).toEqual([`${path.replace(/\/$/, '')}/v1/messages?beta=true`]);
  });

  it('has no credential where it has no key', async () => {
    answering(ok);
    const keyless = await openedAt(kind, '', '');
    await bytesOf(await keyless.send(requestOf()));
    await keyless.close();
    expect(Object.keys(arrived[0]?.headers ?? {})).not.toContain('x-api-key');
    expect(Object.keys(arrived[0]?.headers ?? {})).not.toContain('authorization');
  });

  it.each([200, 204, 400, 401, 404, 413, 429, 500, 529])(
    'gives an answer of status %i as it is, once',
    async (status) => {
      answering((response) => {
        response.writeHead(status, { 'x-said': 'so', 'content-type': 'text/plain' });
        response.end(status === 204 ? undefined : Buffer.from([0, 255, 13, 10]));
      });
      const answer = await upstream.send(requestOf());
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({ 'x-said': 'so', 'content-type': 'text/plain' });
      expect(await bytesOf(answer)).toEqual(status === 204 ? Buffer.alloc(0) : Buffer.from([0, 255, 13, 10]));
      expect(arrived).toHaveLength(1);
    },
  );

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%i)', async (status) => {
    answering((response) => response.writeHead(status, { location: `${server.url}/elsewhere` }).end());
    const answer = await upstream.send(requestOf());
    await bytesOf(answer);
    expect(answer.status).toBe(status);
    expect(arrived.map(({ url }) => url)).toEqual(['/v1/messages?beta=true']);
  });

  it('gives a stream as it comes', async () => {
    let response: ServerResponse | undefined;
    answering((each) => {
      response = each;
      each.write('one');
    });
    const { body } = await upstream.send(requestOf());
    const pieces = body[Symbol.asyncIterator]();
    expect(await pieces.next()).toEqual({ done: false, value: Buffer.from('one') });
    response?.write('two');
    expect(await pieces.next()).toEqual({ done: false, value: Buffer.from('two') });
    response?.end();
    expect((await pieces.next()).done).toBe(true);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['before the answer', () => undefined],
    ['in the middle', (response) => response.write('one')],
  ])('closes the connection at once when the signal fires %s', async (__, answer) => {
    const call = new AbortController();
    const closed = new Promise<void>((resolve) => {
      answering((response) => {
        response.on('close', resolve);
        answer(response);
        call.abort();
      });
    });
    await expect(upstream.send(requestOf({ signal: call.signal })).then(bytesOf)).rejects.toThrow();
    await closed;
  });

  it('closes the connection of an answer that nobody reads on', async () => {
    let response: ServerResponse | undefined;
    answering((each) => {
      response = each;
      each.write('one');
    });
    const { body } = await upstream.send(requestOf());
    for await (const piece of body) {
      expect(piece.toString()).toBe('one');
      break;
    }
    if (response?.closed !== true) await once(response as ServerResponse, 'close');
    expect(response?.writableFinished).toBe(false);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['before the answer', (response) => response.destroy()],
    [
      'in the middle',
      (response) => {
        response.writeHead(200, { 'content-length': '10' });
        response.write('one', () => response.destroy());
      },
    ],
  ])('fails where the connection does, %s, and does not ask again', async (__, answer) => {
    answering(answer);
    await expect(upstream.send(requestOf()).then(bytesOf)).rejects.toThrow();
    expect(arrived).toHaveLength(1);
  });

  it('ends what is under way when it closes, and answers no more', async () => {
    answering((response) => response.write('one'));
    const { body } = await upstream.send(requestOf());
    const reading = bytesOf({ status: 200, headers: {}, body });
    reading.catch(() => undefined);
    await upstream.close();
    await expect(reading).rejects.toThrow();
    await expect(upstream.send(requestOf())).rejects.toThrow();
  });
});
