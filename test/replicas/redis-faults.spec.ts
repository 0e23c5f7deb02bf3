import { ask, reply } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { startRedis, type RedisServer } from '../support/servers/redis-server';
import { timed } from '../support/timed';

let redis: RedisServer;
let gateway: TestGateway;

beforeAll(async () => {
  redis = await startRedis();
  gateway = await startGateway({ settings: { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '400' } });
});

afterAll(async () => {
  await gateway.stop();
  await redis.stop();
});

async function health(path: string): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  return reply(await fetch(gateway.url + path));
}

async function untilReady(): Promise<number> {
  const start = performance.now();
  while ((await health('/health/ready')).status !== 200) await new Promise((turn) => setImmediate(turn));
  return performance.now() - start;
}

/** Answers of parallel requests, with how long the slowest took. */
async function burst(key: string, size: number): Promise<{ statuses: readonly number[]; slowestMs: number }> {
  let slowestMs = 0;
  const statuses = await Promise.all(
    Array.from({ length: size }, async () => {
      const { value, ms } = await timed(() => ask({ url: gateway.url, key }));
      slowestMs = Math.max(slowestMs, ms);
      return value.status;
    }),
  );
  return { statuses, slowestMs };
}

const FAULTS: readonly [string, () => Promise<void> | void, () => Promise<void> | void][] = [
  [
    'hangs',
    () => {
      redis.pause();
    },
    () => {
      redis.resume();
    },
  ],
  ['is killed', () => redis.kill(), () => redis.restart()],
];

describe.each(FAULTS)('while Redis %s', (_name, breakIt, mendIt) => {
  it('each process counts for itself, says so, answers within 2 s, and is back within 8 s', async () => {
    const key = await gateway.createKey({ rateLimit: { maxRequests: 10, windowSeconds: 3600 } });
    // What the same burst takes of this machine without any trouble.
    const { slowestMs: usualMs } = await burst(gateway.key, 40);
    await breakIt();
    try {
      const { statuses, slowestMs } = await burst(key, 40);
      expect(slowestMs).toBeLessThan(2000 + 5 * usualMs);
      expect(statuses.filter((status) => status === 200)).toHaveLength(10);
      expect(statuses.filter((status) => status === 429)).toHaveLength(30);
      expect((await health('/health/live')).status).toBe(200);
      expect((await health('/health/ready')).status).toBe(503);
      const summary = await health('/health');
      expect(summary.status).toBe(200);
      expect(summary.body).toMatchObject({
        status: 'degraded',
        checks: { limits: { status: 'degraded', counted_in: 'process' } },
      });
      await gateway.logged(({ event }) => event === 'redis_away');
    } finally {
      await mendIt();
    }
    expect(await untilReady()).toBeLessThan(8000);
    await gateway.logged(({ event }) => event === 'redis_back');
    // What was counted elsewhere meanwhile is not made up for: Redis counts from what it knows.
    const { statuses } = await burst(key, 40);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(10);
  });
});

describe('without Redis at boot', () => {
  it('the gateway starts, answers, and joins Redis when it comes', async () => {
    const late = await startRedis();
    await late.kill();
    const early = await startGateway({ settings: { REDIS_URL: late.url, REDIS_TIMEOUT_MS: '400' } });
    expect((await ask(early)).status).toBe(200);
    expect((await fetch(`${early.url}/health/ready`)).status).toBe(503);
    await late.restart();
    await early.logged(({ event }) => event === 'redis_back');
    expect((await fetch(`${early.url}/health/ready`)).status).toBe(200);
    await early.stop();
    await late.stop();
  });
});
