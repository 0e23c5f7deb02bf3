import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { PATIENT_MS, redisDatabase } from '../../test/support/servers/databases';
import { startRedis, type RedisServer } from '../../test/support/servers/redis-server';
import { Clock } from '../kernel';
import { RedisConnection } from '../storage';
import { FlakyRedis } from './flaky-redis.fixture';
import type { Lease } from './lease';
import { Leases } from './leases';

const MAX = 5;
/** Heard of often, and lapsed long after the test: what is free was given back. */
const TIMES = { lastsMs: 60_000, renewedEveryMs: 10 };

const somebody = (): string => `key:${randomUUID()}`;

function given(answers: readonly (Lease | undefined)[]): Lease[] {
  return answers.filter((lease) => lease !== undefined);
}

function askAll(leases: Leases, holder: string, times: number, max = MAX): Promise<(Lease | undefined)[]> {
  return Promise.all(Array.from({ length: times }, () => leases.acquire(holder, max)));
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await turn();
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each([
  ['in this process', () => undefined],
  ['over Redis', () => redisDatabase()],
])('leases %s', (_, url) => {
  let redis: RedisConnection;
  let leases: Leases;
  beforeAll(async () => {
    redis = new RedisConnection(url(), PATIENT_MS);
    await redis.settled();
    leases = new Leases(redis, new Clock());
  });
  afterAll(async () => {
    await leases.onApplicationShutdown();
    redis.close();
  });

  it('are exactly so many of those who ask at once, for each holder apart', async () => {
    const [mine, yours] = [somebody(), somebody()];
    const answers = await Promise.all([askAll(leases, mine, 8 * MAX), askAll(leases, yours, 8 * MAX, 2)]);
    expect(answers.map((all) => given(all).length)).toEqual([MAX, 2]);
  });

  it('free one place with a release, however often it is said', async () => {
    const holder = somebody();
    const [first] = given(await askAll(leases, holder, MAX));
    for (let times = 0; times < 3; times += 1) first?.release();
    expect(given(await askAll(leases, holder, 3)).length).toBe(1);
    first?.release();
    expect(given(await askAll(leases, holder, 3)).length).toBe(0);
  });

  it('follow the maximum of each who asks', async () => {
    const holder = somebody();
    expect(given(await askAll(leases, holder, 4, 1)).length).toBe(1);
    expect(given(await askAll(leases, holder, 4, 3)).length).toBe(2);
    expect(given(await askAll(leases, holder, 4, 2)).length).toBe(0);
  });

  it('never exceed the maximum and are always free again, whatever comes in which order', async () => {
    const ask = fc.record({ ask: fc.integer({ min: 1, max: 6 }) });
    const release = fc.record({ release: fc.nat({ max: 20 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.oneof(ask, release), { maxLength: 30 }),
        async (max, steps) => {
          const holder = somebody();
          const taken: Lease[] = [];
          const held = new Set<Lease>();
          for (const step of steps) {
            if ('release' in step) {
              const lease = taken[step.release];
              lease?.release();
              if (lease !== undefined) held.delete(lease);
              continue;
            }
            const won = given(await askAll(leases, holder, step.ask, max));
            expect(won.length).toBe(Math.min(step.ask, max - held.size));
            for (const lease of won) held.add(lease);
            taken.push(...won);
          }
          for (const lease of taken) lease.release();
          const again = given(await askAll(leases, holder, max + 1, max));
          expect(again.length).toBe(max);
          for (const lease of again) lease.release();
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('while Redis comes and goes', () => {
  let redis: FlakyRedis;
  let leases: Leases;
  beforeAll(async () => {
    redis = new FlakyRedis(redisDatabase(), PATIENT_MS);
    await redis.settled();
    leases = new Leases(redis, new Clock(), TIMES);
  });
  afterAll(async () => {
    await leases.onApplicationShutdown();
    redis.close();
  });

  const inRedis = (holder: string): Promise<number> =>
    redis.run((client) => client.zcard(`sallyport:leases:${holder}`));

  it('what Redis gives too much, because it does not know of others, goes back to it', async () => {
    const holder = somebody();
    redis.mood = 'away';
    expect(given(await askAll(leases, holder, 3)).length).toBe(3);
    redis.mood = 'there';
    expect(given(await askAll(leases, holder, MAX)).length).toBe(MAX - 3);
    await until(async () => (await inRedis(holder)) === MAX - 3);
  });

  it('one process holds no more than the maximum, and all is free in the end', async () => {
    const step = fc.oneof(
      fc.record({ ask: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ release: fc.nat({ max: 20 }) }),
      fc.record({ mood: fc.constantFrom('there', 'away', 'mute') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 30 }),
        async (max, steps) => {
          const holder = somebody();
          const taken: Lease[] = [];
          const held = new Set<Lease>();
          for (const next of steps) {
            if ('mood' in next) {
              redis.mood = next.mood;
            } else if ('release' in next) {
              const lease = taken[next.release];
              lease?.release();
              if (lease !== undefined) held.delete(lease);
            } else {
              const won = given(await askAll(leases, holder, next.ask, max));
              for (const lease of won) held.add(lease);
              taken.push(...won);
              expect(held.size).toBeLessThanOrEqual(max);
              if (redis.mood !== 'there')
                expect(won.length).toBe(Math.min(next.ask, max - held.size + won.length));
            }
          }
          redis.mood = 'there';
          for (const lease of taken) lease.release();
          await until(async () => (await inRedis(holder)) === 0);
          const again = given(await askAll(leases, holder, max + 1, max));
          expect(again.length).toBe(max);
          for (const lease of again) lease.release();
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('several gateways', () => {
  let server: RedisServer;
  let redis: RedisConnection[];
  let replicas: [Leases, Leases];
  beforeAll(async () => {
    server = await startRedis();
    redis = [0, 1].map(() => new RedisConnection(server.url));
    await Promise.all(redis.map((connection) => connection.settled()));
    replicas = redis.map((connection) => new Leases(connection, new Clock(), TIMES)) as [Leases, Leases];
  });
  afterAll(async () => {
    await Promise.all(replicas.map((leases) => leases.onApplicationShutdown()));
    for (const connection of redis) connection.close();
    await server.stop();
  });

  const askBoth = async (holder: string): Promise<Lease[]> =>
    given((await Promise.all(replicas.map((leases) => askAll(leases, holder, 20)))).flat());
  const untilUp = (): Promise<void> => until(() => redis.every(({ state }) => state === 'up'));

  it('give the maximum once between them, and what one gives back to either', async () => {
    const holder = somebody();
    const won = await askBoth(holder);
    expect(won.length).toBe(MAX);
    for (const lease of won) lease.release();
    const again: Lease[] = [];
    await until(async () => {
      again.push(...(await askBoth(holder)));
      expect(again.length).toBeLessThanOrEqual(MAX);
      return again.length === MAX;
    });
  });

  it('get back what a dead one held when it lapses', async () => {
    const holder = somebody();
    const dead = new Leases(redis[0] as RedisConnection, new Clock(), {
      lastsMs: 150,
      renewedEveryMs: 2 ** 31 - 1,
    });
    expect(given(await askAll(dead, holder, MAX)).length).toBe(MAX);
    expect(await askBoth(holder)).toEqual([]);
    const freed: Lease[] = [];
    await until(async () => {
      freed.push(...(await askBoth(holder)));
      return freed.length >= MAX;
    });
    expect(freed.length).toBe(MAX);
    await dead.onApplicationShutdown();
  });

  it('get back at once what one held that ended in order', async () => {
    const holder = somebody();
    const ending = new Leases(redis[0] as RedisConnection, new Clock(), TIMES);
    await askAll(ending, holder, MAX);
    await ending.onApplicationShutdown();
    expect((await askBoth(holder)).length).toBe(MAX);
  });

  it.each<[string, () => unknown, () => unknown]>([
    [
      'hangs',
      () => {
        server.pause();
      },
      () => {
        server.resume();
      },
    ],
    ['crashes', () => server.kill(), () => server.restart()],
  ])('count each for itself while Redis %s, and once again after', async (_, go, come) => {
    const [holder, before] = [somebody(), somebody()];
    const shared = await askBoth(before);
    await go();
    const alone = await askBoth(holder);
    expect(alone.length).toBe(2 * MAX);
    // Whoever held some before still does.
    expect(shared.length + (await askBoth(before)).length).toBe(2 * MAX);
    await come();
    await untilUp();
    expect(await askBoth(holder)).toEqual([]);
    for (const lease of alone) lease.release();
    const again: Lease[] = [];
    await until(async () => {
      again.push(...(await askBoth(holder)));
      expect(again.length).toBeLessThanOrEqual(MAX);
      return again.length === MAX;
    });
    expect((await askBoth(somebody())).length).toBe(MAX);
  });
});
