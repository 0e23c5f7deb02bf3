import { ask, QUESTION } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { exchange, rawRequest } from '../support/raw-http';

describe('headers', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await sharedGateway();
  });

  async function headersOf(method: string, path: string): Promise<Headers> {
    return (await fetch(`${gateway.url}${path}`, { method })).headers;
  }

  async function rawHeadersOf(bytes: string): Promise<Headers> {
    const [answer] = (await exchange(gateway.url, bytes)).answers;
    if (answer === undefined) throw new Error('The gateway closed the connection without an answer');
    return answer.headers;
  }

  const ANSWERS: Readonly<Record<string, () => Promise<Headers>>> = {
    'an answer': async () => (await ask(gateway)).headers,
    'a stream': async () => (await ask(gateway, { ...QUESTION, stream: true })).headers,
    'a health report': () => headersOf('GET', '/health'),
    'a HEAD answer': () => headersOf('HEAD', '/health'),
    'a HEAD refusal': () => headersOf('HEAD', '/nowhere'),
    'a 400': async () => (await ask(gateway, '{')).headers,
    'a 401': () => headersOf('POST', '/api/query'),
    'a 404': () => headersOf('GET', '/nowhere'),
    'a 405': () => headersOf('OPTIONS', '/api/query'),
    'a 415': async () => (await ask(gateway, QUESTION, { 'content-type': 'text/plain' })).headers,
    'a bad path': () => headersOf('GET', '/%zz'),
    'a refused request line': () => rawHeadersOf('GET /health\r\n\r\n'),
    'a refused header': () => rawHeadersOf(rawRequest('GET / HTTP/1.1', ['Host: gateway', 'a b: c'])),
    'a header bomb': () =>
      rawHeadersOf(rawRequest('GET / HTTP/1.1', ['Host: g', `x: ${'y'.repeat(17_000)}`])),
  };

  describe('security headers', () => {
    it.each(Object.entries(ANSWERS))('are on %s', async (_, send) => {
      const headers = await send();
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-request-id': expect.stringMatching(/^[A-Za-z0-9._-]{8,64}$/),
        'cache-control': 'no-store',
      });
      for (const name of ['x-powered-by', 'server', 'etag', 'set-cookie', 'access-control-allow-origin'])
        expect(headers.has(name)).toBe(false);
    });
  });

  describe('HEAD', () => {
    it.each(['/health', '/nowhere', '/api/query'])(
      'of %s has the status and length of GET, and no body',
      async (path) => {
        const lines = ['Host: gateway', 'x-request-id: head-or-get', 'Connection: close'];
        const [head, get] = await Promise.all(
          ['HEAD', 'GET'].map(async (method) =>
            exchange(gateway.url, rawRequest(`${method} ${path} HTTP/1.1`, lines)),
          ),
        );
        const [seen, whole] = [head?.answers[0], get?.answers[0]];
        expect(head?.answers).toHaveLength(1);
        expect(seen?.body).toBe('');
        expect(seen?.status).toBe(whole?.status);
        expect(seen?.headers.get('content-type')).toBe(whole?.headers.get('content-type'));
        expect(seen?.headers.get('content-length')).toBe(whole?.headers.get('content-length'));
      },
    );
  });

  const LONGEST = 'a'.repeat(64);

  describe("a client's request id", () => {
    it.each(['req-12345678', '0f8fad5b-d9cb-469f-a165-70867728950e', 'trace_1.2-A', LONGEST])(
      'is kept when it is plain: %s',
      async (id) => {
        const [answer, refusal] = [
          await ask(gateway, QUESTION, { 'x-request-id': id }),
          await ask(gateway, '{', { 'x-request-id': id }),
        ];
        for (const { headers, body } of [answer, refusal])
          expect([headers.get('x-request-id'), body['request_id']]).toEqual([id, id]);
        expect(await gateway.logged((record) => record['request_id'] === id)).toBeDefined();
      },
    );

    it.each([
      ['quoted', '"quoted-canary"'],
      ['with a space', 'two words-canary'],
      ['with a tab', 'tab\tbed-canary'],
      ['too long', `${LONGEST}a`],
      ['far too long', 'canary'.repeat(1000)],
      ['not ASCII', 'canäry-ünïcode'],
      ['other bytes', 'canary-\xff\xfe\x80'],
      ['JSON', '{"canary":"level"}'],
      ['HTML', '<script>canary</script>'],
      ['a path', '../../canary/passwd'],
      ['percent-encoded lines', 'canary%0d%0aSet-Cookie:a=b'],
      ['an expression', '${jndi:ldap://canary}'],
      ['a list', 'canary-one,canary-two'],
      ['an escape', 'canary\\u0000-id'],
    ])('is replaced when it is %s', async (_, id) => {
      const body = JSON.stringify(QUESTION);
      const lines = [
        'Host: gateway',
        `x-api-key: ${gateway.key}`,
        'Content-Type: application/json',
        `Content-Length: ${String(body.length)}`,
        `x-request-id: ${id}`,
        'Connection: close',
      ];
      const { answers } = await exchange(gateway.url, rawRequest('POST /api/query HTTP/1.1', lines, body));
      const answered = answers[0]?.headers.get('x-request-id');
      expect(answers.map(({ status }) => status)).toEqual([200]);
      expect(answered).toMatch(/^req_[0-9a-f]{32}$/);
      expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ request_id: answered });
      await gateway.logged((record) => record['request_id'] === answered);
      expect(gateway.output()).not.toContain('canary');
      expect(gateway.output()).not.toContain('ünïcode');
    });

    it('is replaced when there are two', async () => {
      const lines = ['Host: gateway', 'x-request-id: canary-one', 'x-request-id: canary-two'];
      const headers = await rawHeadersOf(rawRequest('GET /health HTTP/1.1', [...lines, 'Connection: close']));
      expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    });

    it('is made up anew for each request without one', async () => {
      const ids = await Promise.all(
        Array.from({ length: 20 }, async () => (await headersOf('GET', '/health')).get('x-request-id')),
      );
      expect(new Set(ids).size).toBe(20);
    });
  });
});
