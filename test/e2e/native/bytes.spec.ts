import fc from 'fast-check';
import { startGateway, type TestGateway } from '../../support/gateway';
import { claudeError, message, MODEL, native } from '../../support/native';
import {
  answerPlainly,
  answerWith,
  beginStream,
  SHORT_MESSAGE,
  startNativeUpstream,
  writePieces,
  type NativeUpstream,
} from '../../support/native-upstream';
import { bodies, streams } from '../../support/native-arbitraries';
import { PROVIDER_KEY } from '../../support/simulator';
import { beginning, delta, ending } from '../../support/streams';

const MOST_BYTES = 33_554_432;

let upstream: NativeUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  gateway = await startGateway({ settings: upstream.settings });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

describe('what a client sends', () => {
  it('arrives byte for byte, however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        upstream.follow(answerPlainly);
        const { status, text } = await native(gateway, body);
        expect([status, text]).toEqual([200, JSON.stringify(SHORT_MESSAGE)]);
        expect(upstream.arrivals.map(({ body: arrived }) => arrived.toString())).toEqual([body]);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['"\\ud800"', '"\\u0000\\u2028\u2028\\/"', '"\u{10ffff}\ufeff"'])(
    'arrives unchanged with the text %j',
    async (text) => {
      upstream.follow(answerPlainly);
      const body = JSON.stringify(message('@')).replace('"@"', text);
      expect((await native(gateway, body)).status).toBe(200);
      expect(upstream.arrivals.map(({ body: arrived }) => arrived.toString())).toEqual([body]);
    },
  );

  it.each([false, true])(
    'arrives whole at 32 MiB, and is a 413 with one byte more (chunked: %s)',
    async (chunked) => {
      const frame = JSON.stringify(message('@')).split('@') as [string, string];
      const room = MOST_BYTES - frame.join('').length;
      const exact = Buffer.from(frame.join('é'.repeat(room / 2) + (room % 2 === 1 ? '.' : '')));
      expect(exact).toHaveLength(MOST_BYTES);
      upstream.follow(answerPlainly);
      if (!chunked) {
        expect((await native(gateway, exact)).status).toBe(200);
        expect(upstream.arrivals).toHaveLength(1);
        expect(upstream.arrivals[0]?.body.equals(exact)).toBe(true);
        upstream.follow(answerPlainly);
      }
      const longer = Buffer.concat([exact, Buffer.from(' ')]);
      const response = await fetch(`${gateway.url}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': gateway.key },
        body: chunked ? new Blob([longer]).stream() : longer,
        ...(chunked && { duplex: 'half' }),
      });
      expect(response.status).toBe(413);
      expect(await response.json()).toEqual(claudeError('request_too_large', 'body_too_large'));
      expect(upstream.arrivals).toEqual([]);
    },
  );

  it.each([
    ['/v1/messages?beta=true', '2023-06-01', 'structured-outputs-2025-11-13'],
    ['/v1/messages', '2026-10-21', 'fine-grained-tool-streaming-2025-05-14, interleaved-thinking-2025-05-14'],
    ['/v1/messages/count_tokens?beta=true', '2023-06-01', 'token-counting-2024-11-01'],
  ])(
    'keeps the target %s, its version and its betas, and leaves all else behind',
    async (target, version, beta) => {
      upstream.follow(answerPlainly);
      const body = JSON.stringify(
        target.includes('count') ? { ...message('?'), max_tokens: undefined } : message('?'),
      );
      const { status } = await native(
        { url: gateway.url },
        body,
        {
          authorization: `Bearer ${gateway.key}`,
          'anthropic-version': version,
          'anthropic-beta': beta,
          cookie: 'session=client-secret',
          'user-agent': 'client-agent',
          'x-forwarded-for': '203.0.113.9',
          forwarded: 'for=203.0.113.9',
          via: '1.1 client-proxy',
          'x-real-ip': '203.0.113.9',
          'x-app': 'client-app',
          'x-stainless-os': 'client-os',
          'x-simulator-trouble': 'hang',
          'x-claude-code-session-id': 'client-session',
          'anthropic-organization-id': 'client-org',
          'accept-encoding': 'br',
          referer: 'https://client.example',
          'x-request-id': 'client-request',
          'idempotency-key': 'client-idempotency',
        },
        target,
      );
      expect(status).toBe(200);
      const [arrival, ...more] = upstream.arrivals;
      expect(more).toEqual([]);
      expect([arrival?.method, arrival?.target]).toEqual(['POST', target]);
      const headers = [...(arrival?.headers ?? [])].filter(([name]) => name !== 'connection');
      expect(Object.fromEntries(headers)).toEqual({
        host: new URL(upstream.url).host,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'anthropic-version': version,
        'anthropic-beta': beta,
        'x-api-key': PROVIDER_KEY,
      });
      expect(new Set(headers.map(([name]) => name)).size).toBe(headers.length);
    },
  );
});

const ACCOUNT = {
  'request-id': 'req_provider',
  'anthropic-ratelimit-requests-remaining': '41',
  'anthropic-ratelimit-tokens-reset': '2026-11-21T00:00:00Z',
};
const PRIVATE = {
  'anthropic-organization-id': 'org_private',
  'set-cookie': '_cfuvid=private',
  'cf-ray': 'private',
  server: 'private',
  via: '1.1 private',
  'x-envoy-upstream-service-time': '1',
  'anthropic-workspace-id': 'private',
};

describe('what the provider sends', () => {
  it.each(['plain', 'stream', 'refusal'])(
    'of its headers brings limits and request id, never the account (%s)',
    async (kind) => {
      const headers = { ...ACCOUNT, ...PRIVATE };
      upstream.follow(async (arrival) => {
        if (kind === 'plain') answerWith(arrival, 200, SHORT_MESSAGE, headers);
        else if (kind === 'refusal')
          answerWith(
            arrival,
            400,
            { type: 'error', error: { type: 'invalid_request_error', message: 'No.' } },
            headers,
          );
        else {
          beginStream(arrival, headers);
          await writePieces(arrival, [beginning(), ending()]);
          arrival.response.end();
        }
      });
      const reply = await native(gateway, message('?', { stream: kind === 'stream' }));
      expect(reply.status).toBe(kind === 'refusal' ? 400 : 200);
      expect(Object.fromEntries(reply.headers)).toMatchObject(ACCOUNT);
      for (const name of Object.keys(PRIVATE)) expect(reply.headers.has(name)).toBe(false);
      expect(JSON.stringify([...reply.headers]) + reply.text).not.toContain('private');
    },
  );

  it('is passed on byte for byte when it is plain, whatever fields it has', async () => {
    const odd = `{ "usage" : {"output_tokens":3,\n"input_tokens":7, "novel":[1e2]},"content":[{"type":"novel","x":"\\u00e9é"}],"model":"${MODEL}" }\n`;
    upstream.follow((arrival) => {
      answerWith(arrival, 200, odd);
    });
    expect((await native(gateway, message('?'))).text).toBe(odd);
  });

  it('is passed on byte for byte as a stream, however it is split and whatever events there are', async () => {
    await fc.assert(
      fc.asyncProperty(streams, async ({ bytes, pieces }) => {
        upstream.follow(async (arrival) => {
          beginStream(arrival);
          await writePieces(arrival, pieces);
          arrival.response.end();
        });
        const reply = await native(gateway, message('?', { stream: true }));
        expect(reply.text).toBe(bytes.toString());
        expect(reply.bytes.equals(bytes)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('comes in whole events as they come, not when the answer is over', async () => {
    let goOn: () => void = () => undefined;
    const seen = new Promise<void>((resolve) => (goOn = resolve));
    upstream.follow(async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, [beginning(), delta('first'), delta('second').slice(0, 20)]);
      await seen;
      await writePieces(arrival, [delta('second').slice(20), ending()]);
      arrival.response.end();
    });
    const response = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': gateway.key },
      body: JSON.stringify(message('?', { stream: true })),
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const early = beginning() + delta('first');
    let text = '';
    while (text.length < early.length) text += Buffer.from((await reader.read()).value ?? []).toString();
    expect(text).toBe(early);
    goOn();
    for (let next = await reader.read(); !next.done; next = await reader.read())
      text += Buffer.from(next.value).toString();
    expect(text).toBe(early + delta('second') + ending());
  });
});
