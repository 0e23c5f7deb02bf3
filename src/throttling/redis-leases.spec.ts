import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { startRedis, type RedisServer } from '../../test/support/servers/redis-server';
import { Clock } from '../kernel';
import { FixedClock } from '../kernel/clock.fixture';
import { RedisConnection } from '../storage';
import { FlakyRedis } from './flaky-redis.fixture';
import type { Lease } from './lease';
import { RedisLeases } from './redis-leases';

const LONG = { lastsMs: 60_000, renewedEveryMs: 20 };
/** As long as a dead process renews. */
const NEVER = 2 ** 31 - 1;
/** The connection to Redis lives by these. */
const ALL_BUT_INTERVALS: FakeableAPI[] = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
];

let server: RedisServer;
let redis: RedisConnection;
let opened: RedisLeases[];
let holder: string;
beforeAll(async () => {
  Logger.overrideLogger(false);
  server = await startRedis();
  redis = new RedisConnection(server.url);
  await redis.settled();
});
afterAll(async () => {
  redis.close();
  await server.stop();
});
beforeEach(() => {
  opened = [];
  holder = `key:${randomUUID()}`;
});
afterEach(async () => {
  await Promise.all(opened.map((leases) => leases.close()));
});

function leasesOver(connection: RedisConnection, times = LONG, clock = new Clock()): RedisLeases {
  const leases = new RedisLeases(connection, clock, times);
  opened.push(leases);
  return leases;
}

const name = (): string => `sallyport:leases:${holder}`;
const inRedis = (): Promise<number> => redis.run((client) => client.zcard(name()));

/** The milliseconds of Redis's own clock. */
async function redisNow(): Promise<number> {
  const [seconds = 0, micros = 0] = await redis.run((client) => client.time());
  return seconds * 1000 + micros / 1000;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await turn();
}

/** Takes the only lease there is as soon as it is free. */
async function untilFree(leases: RedisLeases): Promise<Lease> {
  for (;;) {
    const lease = await leases.take(holder, 1);
    if (lease !== undefined) return lease;
  }
}

describe('leases in Redis', () => {
  it('are one name per holder, which ends with the last lease', async () => {
    const leases = leasesOver(redis);
    const taken = [await leases.take(holder, 2), await leases.take(holder, 2)];
    expect(await leases.take(holder, 2)).toBeUndefined();
    expect(await inRedis()).toBe(2);
    const left = await redis.run((client) => client.pttl(name()));
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
    for (const lease of taken) lease?.release();
    await until(async () => (await redis.run((client) => client.exists(name()))) === 0);
  });

  it('lapse when nobody renews them, not before their time', async () => {
    const dead = leasesOver(redis, { lastsMs: 150, renewedEveryMs: NEVER });
    const before = await redisNow();
    await dead.take(holder, 1);
    await untilFree(leasesOver(redis));
    // Redis counts whole milliseconds.
    expect((await redisNow()) - before).toBeGreaterThanOrEqual(149);
  });

  it('lapse one by one, also where another is renewed', async () => {
    const dead = leasesOver(redis, { lastsMs: 150, renewedEveryMs: NEVER });
    await leasesOver(redis).take(holder, 2);
    await dead.take(holder, 2);
    const third = leasesOver(redis);
    await until(async () => (await third.take(holder, 2)) !== undefined);
    expect(await third.take(holder, 2)).toBeUndefined();
  });

  it('stay as long as they are renewed', async () => {
    const leases = leasesOver(redis, { lastsMs: 2000, renewedEveryMs: 20 });
    const before = await redisNow();
    const lease = await leases.take(holder, 1);
    const others = leasesOver(redis);
    while ((await redisNow()) < before + 2200) expect(await others.take(holder, 1)).toBeUndefined();
    lease?.release();
    await untilFree(others);
  });
});

describe('what is held', () => {
  it('keeps no process alive', async () => {
    const begun = jest.spyOn(global, 'setInterval');
    try {
      await leasesOver(redis).take(holder, 1);
      expect(begun.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false]);
    } finally {
      begun.mockRestore();
    }
  });
});

describe('the timer of leases', () => {
  let flaky: FlakyRedis;
  beforeEach(async () => {
    flaky = new FlakyRedis(server.url);
    await flaky.settled();
    jest.useFakeTimers({ doNotFake: ALL_BUT_INTERVALS });
  });
  afterEach(() => {
    jest.useRealTimers();
    flaky.close();
  });

  it('is one for all that is held, and none when nothing is', async () => {
    const leases = leasesOver(flaky);
    expect(jest.getTimerCount()).toBe(0);
    const taken = [await leases.take(holder, 3), await leases.take(holder, 3)];
    expect(jest.getTimerCount()).toBe(1);
    taken[0]?.release();
    await until(async () => (await inRedis()) === 1);
    expect(jest.getTimerCount()).toBe(1);
    taken[1]?.release();
    await until(() => jest.getTimerCount() === 0);
    await leases.take(holder, 1);
    expect(jest.getTimerCount()).toBe(1);
  });

  it('puts off the end of what is held', async () => {
    const lapses = async (): Promise<number> =>
      Number((await redis.run((client) => client.zrange(name(), 0, 0, 'WITHSCORES')))[1]);
    await leasesOver(flaky).take(holder, 1);
    const first = await lapses();
    await until(async () => {
      jest.advanceTimersByTime(LONG.renewedEveryMs);
      return (await lapses()) > first;
    });
  });

  it('does not bring back what has been dropped', async () => {
    await leasesOver(flaky).take(holder, 1);
    await redis.run((client) => client.del(name()));
    const other = await leasesOver(flaky).take(holder, 1);
    jest.advanceTimersByTime(LONG.renewedEveryMs);
    await flaky.run((client) => client.ping());
    expect(other).toBeDefined();
    expect(await inRedis()).toBe(1);
  });

  it('is none after the close, which gives all back', async () => {
    const leases = leasesOver(flaky);
    const lease = await leases.take(holder, 1);
    await leases.close();
    expect(await inRedis()).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
    lease?.release();
    expect(await leases.take(holder, 1)).toBeDefined();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('speaks of what has ended until Redis has heard it', async () => {
    const leases = leasesOver(flaky);
    const lease = await leases.take(holder, 2);
    flaky.mood = 'mute';
    await leases.take(holder, 2);
    flaky.mood = 'away';
    lease?.release();
    jest.advanceTimersByTime(LONG.renewedEveryMs);
    expect(await inRedis()).toBe(2);
    flaky.mood = 'there';
    jest.advanceTimersByTime(LONG.renewedEveryMs);
    await until(() => jest.getTimerCount() === 0);
    expect(await inRedis()).toBe(0);
  });

  it('says nothing more of what has lapsed by itself', async () => {
    const clock = new FixedClock();
    const leases = leasesOver(flaky, LONG, clock);
    const lease = await leases.take(holder, 1);
    flaky.mood = 'away';
    lease?.release();
    clock.advance(LONG.lastsMs - 1);
    jest.advanceTimersByTime(LONG.renewedEveryMs);
    expect(jest.getTimerCount()).toBe(1);
    clock.advance(1);
    jest.advanceTimersByTime(LONG.renewedEveryMs);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('when Redis goes and comes back', () => {
  const untilUp = (): Promise<void> => until(() => redis.state === 'up');

  it('what ended meanwhile is given back, and what Redis took without a word too', async () => {
    const leases = leasesOver(redis);
    const ended = await leases.take(holder, 2);
    server.pause();
    const unheard = leases.take(holder, 2);
    ended?.release();
    const unshared = await unheard;
    expect(redis.state).toBe('away');
    expect(unshared).toBeDefined();
    server.resume();
    await untilUp();
    await until(async () => (await inRedis()) === 0);
    unshared?.release();
    const again = [await leases.take(holder, 2), await leases.take(holder, 2)];
    expect(again).not.toContain(undefined);
    expect(await leases.take(holder, 2)).toBeUndefined();
  });

  it('a lease taken while it was away binds nobody, and is released as any other', async () => {
    const leases = leasesOver(redis);
    await server.kill();
    const taken = [await leases.take(holder, 1), await leases.take(holder, 1)];
    expect(taken).not.toContain(undefined);
    await server.restart();
    await untilUp();
    for (const lease of taken) lease?.release();
    const lease = await leases.take(holder, 1);
    expect(lease).toBeDefined();
    expect(await leases.take(holder, 1)).toBeUndefined();
    for (const one of taken) one?.release();
    expect(await leases.take(holder, 1)).toBeUndefined();
  });
});
