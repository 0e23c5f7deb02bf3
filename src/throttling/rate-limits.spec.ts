import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { PATIENT_MS, redisDatabase } from '../../test/support/servers/databases';
import { startRedis, type RedisServer } from '../../test/support/servers/redis-server';
import { principalOf } from '../auth/principal.fixture';
import { configOf } from '../config/config.fixture';
import type { RequestContext } from '../http';
import { contextOf } from '../http/execution.fixture';
import { RedisConnection } from '../storage';
import { windowsOver } from '../windows/windows.fixture';
import { RateLimits } from './rate-limits';

const MAX = 5;
const config = configOf({ RATE_LIMIT_MAX: String(MAX), RATE_LIMIT_WINDOW_SECONDS: '60' });

const limitsOver = (redis: RedisConnection): RateLimits => new RateLimits(windowsOver(redis), config);

/** Somebody nobody has counted yet. */
const somebody = (part: Parameters<typeof principalOf>[0] = {}): RequestContext =>
  contextOf({ principal: principalOf({ id: `key:${randomUUID()}`, ...part }) });

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each([
  ['in this process', () => undefined],
  ['over Redis', () => redisDatabase()],
])('rate limits %s', (_, url) => {
  let redis: RedisConnection;
  let limits: RateLimits;
  beforeAll(async () => {
    redis = new RedisConnection(url(), PATIENT_MS);
    await redis.settled();
    limits = limitsOver(redis);
  });
  afterAll(() => {
    redis.close();
  });

  const admitted = async (context: RequestContext, times: number): Promise<number> => {
    const states = await Promise.all(Array.from({ length: times }, async () => await limits.hit(context)));
    return states.filter(({ exceeded }) => !exceeded).length;
  };

  it('count up to the limit, and refuse what comes after', async () => {
    const caller = somebody();
    for (let used = 1; used <= MAX; used += 1) {
      expect(await limits.hit(caller)).toMatchObject({
        maxRequests: MAX,
        windowSeconds: 60,
        used,
        exceeded: false,
      });
    }
    const refused = await limits.hit(caller);
    expect(refused).toMatchObject({ used: MAX, exceeded: true });
    expect(refused.resetsInSeconds).toBeGreaterThanOrEqual(1);
    expect(refused.resetsInSeconds).toBeLessThanOrEqual(60);
  });

  it('admit exactly the limit of four times as many at once', async () => {
    expect(await admitted(somebody(), 4 * MAX)).toBe(MAX);
  });

  it('count a key under itself wherever it comes from, and each key apart', async () => {
    const principal = principalOf({ id: `key:${randomUUID()}` });
    expect(await admitted(contextOf({ principal, from: '192.0.2.1' }), MAX)).toBe(MAX);
    expect(await admitted(contextOf({ principal, from: '192.0.2.2' }), MAX)).toBe(0);
    expect(await admitted(somebody(), 1)).toBe(1);
  });

  it('hold a key to a limit of its own', async () => {
    const rateLimit = { maxRequests: 2, windowSeconds: 3600 };
    expect(await admitted(somebody({ rateLimit }), 8)).toBe(2);
    const state = await limits.hit(somebody({ rateLimit }));
    expect(state).toEqual({ ...rateLimit, used: 1, exceeded: false, resetsInSeconds: 3600 });
  });

  it('are looked at without being counted', async () => {
    const caller = somebody();
    expect(await limits.peek(caller)).toEqual({
      maxRequests: MAX,
      windowSeconds: 60,
      used: 0,
      exceeded: false,
      resetsInSeconds: 60,
    });
    await limits.hit(caller);
    for (let looks = 0; looks < 3; looks += 1) {
      const state = await limits.peek(caller);
      expect(state).toMatchObject({ used: 1, exceeded: false });
      expect(state.resetsInSeconds).toBeGreaterThan(50);
    }
    await admitted(caller, 2 * MAX);
    expect(await limits.peek(caller)).toMatchObject({ used: MAX });
  });

  it('begin anew when the window has ended', async () => {
    const caller = somebody({ rateLimit: { maxRequests: 1, windowSeconds: 1 } });
    expect(await admitted(caller, 3)).toBe(1);
    const counted = Date.now();
    while ((await limits.peek(caller)).used > 0 || Date.now() < counted + 1010);
    expect(await admitted(caller, 3)).toBe(1);
  });
});

describe('whom a request is counted under', () => {
  const limits = limitsOver(new RedisConnection(undefined));

  it.each([
    [contextOf({ principal: principalOf({ id: 'key:abc' }), from: '192.0.2.1' }), 'key:abc'],
    [contextOf({ from: '192.0.2.1' }), 'address:192.0.2.1'],
    [contextOf({ from: '::ffff:192.0.2.1' }), 'address:192.0.2.1'],
    [contextOf({ from: '2001:db8::1' }), 'address:2001:db8:0:0::/64'],
    [contextOf({ from: 'junk' }), 'address:unreadable'],
    [
      contextOf({ from: '192.0.2.1', credentials: [{ header: 'x-api-key', value: 'x' }] }),
      'address:192.0.2.1',
    ],
  ])('case %#', (context, tracker) => {
    expect(limits.trackerOf(context)).toBe(tracker);
  });

  it('has the limit of its key, or else the gateway’s', () => {
    const rateLimit = { maxRequests: 2, windowSeconds: 3 };
    expect(limits.policyOf(contextOf({ principal: principalOf({ rateLimit }) }))).toBe(rateLimit);
    expect(limits.policyOf(contextOf({ principal: principalOf() }))).toEqual(config.limits.rate);
    expect(limits.policyOf(contextOf())).toEqual(config.limits.rate);
  });
});

describe('several gateways', () => {
  let server: RedisServer;
  let redis: RedisConnection[];
  let replicas: RateLimits[];
  beforeAll(async () => {
    server = await startRedis();
    redis = [0, 1].map(() => new RedisConnection(server.url));
    await Promise.all(redis.map((connection) => connection.settled()));
    replicas = redis.map(limitsOver);
  });
  afterAll(async () => {
    for (const connection of redis) connection.close();
    await server.stop();
  });

  const admittedByAll = async (caller: RequestContext): Promise<number> => {
    const asked = replicas.flatMap((replica) =>
      Array.from({ length: 2 * MAX }, async () => await replica.hit(caller)),
    );
    return (await Promise.all(asked)).filter(({ exceeded }) => !exceeded).length;
  };

  it('admit the limit once between them; each its own while Redis is away; once again after', async () => {
    expect(await admittedByAll(somebody())).toBe(MAX);
    server.pause();
    expect(await admittedByAll(somebody())).toBe(2 * MAX);
    const [replica] = replicas as [RateLimits];
    const caller = somebody();
    await replica.hit(caller);
    expect(await replica.peek(caller)).toMatchObject({ used: 1 });
    server.resume();
    while (redis.some(({ state }) => state !== 'up')) await new Promise((turn) => setImmediate(turn));
    expect(await admittedByAll(somebody())).toBe(MAX);
  });
});
