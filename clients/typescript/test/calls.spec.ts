import {
  AbortedError,
  ConnectionError,
  NotFoundError,
  OverloadedError,
  RateLimitedError,
  Sallyport,
  TimeoutError,
  type SallyportOptions,
} from '../src/index.js';
import {
  cut,
  errorOf,
  json,
  QUICK,
  refusal,
  silence,
  startDouble,
  type GatewayDouble,
  type Received,
} from './support/gateway-double.js';

let gateway: GatewayDouble;
beforeAll(async () => {
  gateway = await startDouble();
});
afterAll(() => {
  gateway.close();
});

const client = (options: SallyportOptions = {}): Sallyport =>
  new Sallyport({ baseURL: gateway.url, apiKey: 'sp_key', ...QUICK, ...options });

const QUESTION = { question: 'Which?', context: { a: 1 } };
const half = (response: Parameters<typeof cut>[0]): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"answer":', () => response.socket?.destroy());
};

describe('a call', () => {
  it('is sent as the gateway reads it', async () => {
    gateway.script(json({ answer: 'This' }));
    expect(await client().query(QUESTION)).toEqual({ answer: 'This' });
    const { method, target, headers, body } = gateway.received[0] as Received;
    expect([method, target, JSON.parse(body)]).toEqual(['POST', '/api/query', QUESTION]);
    expect(headers).toMatchObject({
      'x-api-key': 'sp_key',
      'content-type': 'application/json',
      accept: 'application/json',
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('may be behind a path', async () => {
    gateway.script(json({}));
    await client({ baseURL: `${gateway.url}/claude/` }).whoAmI();
    expect(gateway.received[0]?.target).toBe('/claude/auth/me');
  });

  it('writes its parameters out', async () => {
    gateway.script(json({}));
    const from = new Date(Date.UTC(2026, 10, 1));
    await client().usage({ from, to: undefined, group_by: ['day', 'model'], page: 2, model: 'a&b' });
    expect(gateway.received[0]?.target).toBe(
      '/api/usage?from=2026-11-01T00%3A00%3A00.000Z&group_by=day%2Cmodel&page=2&model=a%26b',
    );
  });

  it.each(['..', '.', '', 'a/b', 'a?b', '%2e%2e'])('goes to no other path by the id %j', (id) => {
    gateway.script(json({}));
    expect(() => client().admin.keys.delete(id)).toThrow(TypeError);
    expect(gateway.received).toEqual([]);
  });
});

describe('a question', () => {
  it.each<[string, typeof cut]>([
    ['429', refusal(429, 'rate_limited', { 'retry-after': '0' })],
    ['503', refusal(503, 'store_unavailable')],
    ['a cut before the answer', cut],
    ['a cut in the answer', half],
    ['half an answer that looks whole', (response) => response.end('{"answer":')],
  ])('is sent again after %s, with the same key', async (_, trouble) => {
    gateway.script(trouble, trouble, json({ answer: 'This' }));
    expect(await client().query(QUESTION)).toEqual({ answer: 'This' });
    const keys = gateway.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it('is another question with another key', async () => {
    gateway.script(json({}));
    await client().query(QUESTION);
    await client().query(QUESTION);
    expect(new Set(gateway.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('has the key that it is given', async () => {
    gateway.script(json({}));
    await client().analyticsQuery('ours', {}, { idempotencyKey: 'mine', maxRetries: 0 });
    expect(gateway.received[0]?.headers['idempotency-key']).toBe('mine');
  });

  it('that is never sent again has none', async () => {
    gateway.script(cut);
    expect(await errorOf(client().query(QUESTION, { maxRetries: 0 }))).toBeInstanceOf(ConnectionError);
    expect(gateway.received.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined]);
  });

  it('is given up after its retries, with the last error', async () => {
    gateway.script(cut, refusal(503, 'overloaded'));
    const error = await errorOf(client().query(QUESTION, { maxRetries: 3 }));
    expect(error).toBeInstanceOf(OverloadedError);
    expect(gateway.received).toHaveLength(4);
  });

  it.each([
    ['which waiting cannot change', refusal(402, 'budget_exhausted')],
    ['of the provider, which may have cost something', refusal(502, 'upstream_error')],
    ['that says so', refusal(429, 'rate_limited', { 'x-should-retry': 'false' })],
  ])('is not sent again after a refusal %s', async (_, script) => {
    gateway.script(script);
    await errorOf(client().query(QUESTION));
    expect(gateway.received).toHaveLength(1);
  });
});

describe('a wait that is asked for', () => {
  it('is waited for', async () => {
    gateway.script(refusal(429, 'rate_limited', { 'retry-after': '1' }), json({}));
    const began = performance.now();
    await client().whoAmI();
    expect(performance.now() - began).toBeGreaterThanOrEqual(995);
  });

  it('and is longer than the call may take ends the call at once', async () => {
    gateway.script(refusal(429, 'rate_limited', { 'retry-after': '60' }));
    const error = await errorOf(client({ timeout: 30_000 }).whoAmI());
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ retryAfter: 60 });
    expect(gateway.received).toHaveLength(1);
  });
});

describe('what makes or changes something', () => {
  const RISKY: readonly [string, (client: Sallyport) => Promise<unknown>][] = [
    ['keys.create', ({ admin }) => admin.keys.create({ name: 'a', role: 'member' })],
    ['keys.update', ({ admin }) => admin.keys.update('a', {})],
    ['keys.rotate', ({ admin }) => admin.keys.rotate('a')],
    ['users.create', ({ admin }) => admin.users.create({ username: 'a', password: 'b', role: 'member' })],
    ['users.update', ({ admin }) => admin.users.update('a', {})],
    ['mintToken', (one) => one.mintToken({ origin: 'https://a.example', ttl_seconds: 60 })],
    ['login', (one) => one.login({ username: 'a', password: 'b' })],
  ];

  it.each(RISKY)('%s: is not sent again where it may have been done', async (_, act) => {
    for (const script of [cut, half, refusal(503, 'store_unavailable'), json({}, 504)]) {
      gateway.script(script);
      await errorOf(act(client()));
      expect(gateway.received).toHaveLength(1);
    }
  });

  it.each(RISKY)('%s: is sent again where nothing was done', async (_, act) => {
    gateway.script(refusal(429, 'rate_limited'), refusal(503, 'shutting_down'), json({ id: 'a' }));
    expect(await act(client())).toEqual({ id: 'a' });
  });

  it('and was deleted by an attempt whose answer was lost, is deleted', async () => {
    gateway.script(cut, refusal(404, 'not_found'));
    await expect(client().admin.keys.delete('a')).resolves.toBeUndefined();
    expect(gateway.received.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });

  it('and was never there, is missing', async () => {
    gateway.script(refusal(503, 'overloaded'), refusal(404, 'not_found'));
    expect(await errorOf(client().admin.keys.delete('a'))).toBeInstanceOf(NotFoundError);
  });
});

describe('a call ends', () => {
  it('with its signal, fired before', async () => {
    gateway.script(json({}));
    const error = await errorOf(client().whoAmI({ signal: AbortSignal.abort('enough') }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ cause: 'enough' });
    expect(gateway.received).toEqual([]);
  });

  it('with its signal, fired while the gateway is at it', async () => {
    gateway.script(silence);
    const controller = new AbortController();
    const asked = errorOf(client().query(QUESTION, { signal: controller.signal }));
    await gateway.arrived(1);
    controller.abort();
    expect(await asked).toBeInstanceOf(AbortedError);
  });

  it('with its signal, fired while it waits for another attempt', async () => {
    gateway.script(refusal(429, 'rate_limited', { 'retry-after': '20' }));
    const controller = new AbortController();
    const fetching: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      setTimeout(() => {
        controller.abort();
      }, 50);
      return response;
    };
    const error = await errorOf(client({ fetch: fetching }).whoAmI({ signal: controller.signal }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(gateway.received).toHaveLength(1);
  });

  it('with its time, retries included', async () => {
    gateway.script(cut, silence);
    const error = await errorOf(client({ timeout: 500 }).whoAmI());
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ message: 'There was no answer within 500 ms', code: 'timeout' });
    expect(gateway.received).toHaveLength(2);
  });

  it('leaves nothing at the signal of a program', async () => {
    gateway.script(json({}));
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    signal.addEventListener = (_: string, listener: unknown) => void listeners.add(listener);
    signal.removeEventListener = (_: string, listener: unknown) => void listeners.delete(listener);
    await client().whoAmI({ signal });
    expect(listeners.size).toBe(0);
  });
});

describe('what is no gateway', () => {
  it.each([301, 302, 307, 308])('and redirects with %i is not followed', async (status) => {
    gateway.script((response) => response.writeHead(status, { location: '/elsewhere' }).end());
    const error = await errorOf(client({ maxRetries: 0 }).whoAmI());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(gateway.received.map(({ target }) => target)).toEqual(['/auth/me']);
  });

  it('and answers with a page is told as that, without its words', async () => {
    gateway.script((response) => response.end('<h1>Hello</h1>'));
    const error = (await errorOf(client({ maxRetries: 0 }).whoAmI())) as Error;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toBe('The answer was cut short, or is none of a gateway');
  });

  it('and is not there is told with its cause', async () => {
    const gone = await startDouble();
    gone.close();
    const error = await errorOf(client({ baseURL: gone.url, maxRetries: 1 }).whoAmI());
    expect(error).toMatchObject({ name: 'ConnectionError', cause: { message: 'fetch failed' } });
  });
});

describe('health', () => {
  it('is an answer when it is bad', async () => {
    gateway.script(json({ status: 'unhealthy' }, 503));
    expect(await client().health()).toEqual({ status: 'unhealthy' });
    expect(gateway.received[0]?.headers).not.toHaveProperty('x-api-key');
  });

  it('is an error when nobody can say', async () => {
    gateway.script(refusal(503, 'overloaded'));
    expect(await errorOf(client({ maxRetries: 0 }).health())).toBeInstanceOf(OverloadedError);
  });
});
