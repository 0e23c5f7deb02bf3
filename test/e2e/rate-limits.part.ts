import { ask, reply } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';

describe('limits', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await sharedGateway();
  });

  async function keyFor(maxRequests: number, windowSeconds = 60): Promise<{ url: string; key: string }> {
    return { url: gateway.url, key: await gateway.createKey({ rateLimit: { maxRequests, windowSeconds } }) };
  }

  async function statusOf(caller: { url: string; key: string }): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(`${caller.url}/api/rate-limit-status`, {
      headers: { 'x-api-key': caller.key },
    });
    return (await reply<Readonly<Record<string, unknown>>>(response)).body;
  }

  describe('the rate limit', () => {
    it('refuses the thirty-first request of a minute with the body of CONTRACT section 4', async () => {
      const standard = await startGateway({
        settings: { RATE_LIMIT_MAX: '', RATE_LIMIT_WINDOW_SECONDS: '' },
      });
      for (let request = 1; request <= 30; request += 1) {
        const { status, headers } = await ask(standard);
        expect([status, headers.get('x-ratelimit-remaining')]).toEqual([200, String(30 - request)]);
      }
      const { status, headers, body } = await ask(standard);
      expect(status).toBe(429);
      expect(body).toMatchObject({
        code: 'rate_limited',
        layer: 'throttling',
        message: 'Maximum 30 requests per 60 seconds',
        retry_after: Number(headers.get('retry-after')),
      });
      expect(body['retry_after']).toBeGreaterThan(50);
      expect(body['retry_after']).toBeLessThanOrEqual(60);
      await standard.stop();
    });

    it('admits exactly N of 4N at once', async () => {
      const caller = await keyFor(25);
      const answers = await Promise.all(Array.from({ length: 100 }, () => ask(caller)));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(25);
      expect(statuses.filter((status) => status === 429)).toHaveLength(75);
    });

    it('counts each key on its own', async () => {
      const [one, other] = [await keyFor(1), await keyFor(1)];
      expect([(await ask(one)).status, (await ask(one)).status, (await ask(other)).status]).toEqual([
        200, 429, 200,
      ]);
    });

    it('makes no new bucket for a rotating header, query or way to carry the key', async () => {
      const caller = await keyFor(1);
      await ask(caller);
      const again = [
        ask(caller, undefined, {
          'x-forwarded-for': '10.9.8.7',
          'user-agent': 'another',
          'x-request-id': 'another-one',
        }),
        ask({ ...caller, key: '' }, undefined, {
          'x-api-key': caller.key,
          authorization: `Bearer ${caller.key}`,
        }),
        fetch(`${caller.url}/api/query?n=1`, { method: 'POST', headers: { 'x-api-key': caller.key } }).then(
          reply,
        ),
      ];
      expect((await Promise.all(again)).map(({ status }) => status)).toEqual([429, 429, 429]);
    });

    it('tells the same in both families of headers', async () => {
      const { headers } = await ask(await keyFor(7, 30));
      expect(Object.fromEntries([...headers].filter(([name]) => name.includes('ratelimit')))).toEqual({
        'x-ratelimit-limit': '7',
        'x-ratelimit-remaining': '6',
        'x-ratelimit-reset': '30',
        'ratelimit-policy': '"default";q=7;w=30',
        ratelimit: '"default";r=6;t=30',
      });
    });

    it('starts anew when Retry-After is over, however often it was tried meanwhile', async () => {
      const caller = await keyFor(2, 1);
      const first = await Promise.all(Array.from({ length: 10 }, () => ask(caller)));
      expect(first.filter(({ status }) => status === 200)).toHaveLength(2);
      const refused = first.find(({ status }) => status === 429);
      const reopens = performance.now() + Number(refused?.headers.get('retry-after')) * 1000;
      let admitted = false;
      while (performance.now() < reopens) admitted = (await ask(caller)).status === 200 || admitted;
      expect(admitted || (await ask(caller)).status === 200).toBe(true);
    });
  });

  describe('GET /api/rate-limit-status', () => {
    it('tells where a caller stands and costs nothing', async () => {
      const caller = await keyFor(5);
      await ask(caller);
      await ask(caller);
      const answers = [await statusOf(caller), await statusOf(caller), await statusOf(caller)];
      for (const answer of answers) {
        expect(answer).toEqual({
          requests_used: 2,
          requests_remaining: 3,
          max_requests: 5,
          window_seconds: 60,
          resets_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          client_ip: '127.0.0.1',
          tracker: `key:${caller.key.slice(3, 15)}`,
          budget: null,
          budgets: [],
        });
      }
      const endsIn = Date.parse(String(answers[0]?.['resets_at'])) - Date.now();
      expect(endsIn).toBeGreaterThan(50_000);
      expect(endsIn).toBeLessThanOrEqual(61_000);
    });

    it('counts refused requests as no more than the quota', async () => {
      const caller = await keyFor(1);
      await Promise.all([ask(caller), ask(caller), ask(caller)]);
      expect(await statusOf(caller)).toMatchObject({ requests_used: 1, requests_remaining: 0 });
    });
  });

  describe('the flood limit', () => {
    /** Where there is a route, where another method has one, and where there is none. */
    const EVERYWHERE = [
      ['HEAD', '/'],
      ['GET', '/'],
      ['POST', '/'],
      ['OPTIONS', '/'],
      ['GET', '/api/query'],
      ['GET', '/nothing'],
      ['GET', '/nothing/at/all/'],
    ] as const;

    it('stops an address before its credentials are looked at, and lets rightful callers be many', async () => {
      const small = await startGateway({ settings: { FLOOD_LIMIT_MAX: '20' } });
      for (let request = 0; request < 60; request += 1) expect((await ask(small)).status).toBe(200);
      const wrong = { ...small, key: 'sp_nobody' };
      for (let request = 0; request < 20; request += 1) expect((await ask(wrong)).status).toBe(401);
      const { status, body, headers } = await ask(wrong);
      expect(status).toBe(429);
      expect(body).toMatchObject({ code: 'rate_limited', retry_after: Number(headers.get('retry-after')) });
      expect((await ask(small)).status).toBe(429);
      for (const [method, path] of EVERYWHERE)
        expect([method, path, (await fetch(small.url + path, { method })).status]).toEqual([
          method,
          path,
          429,
        ]);
      await small.stop();
    });
  });
});
