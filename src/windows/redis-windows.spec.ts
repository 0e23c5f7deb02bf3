import { randomUUID } from 'node:crypto';
import { PATIENT_MS, redisDatabase } from '../../test/support/servers/databases';
import { RedisConnection } from '../storage';
import { RedisWindows } from './redis-windows';

let redis: RedisConnection;
let windows: RedisWindows;
beforeAll(async () => {
  redis = new RedisConnection(redisDatabase(), PATIENT_MS);
  await redis.settled();
  windows = new RedisWindows(redis);
});
afterAll(() => {
  redis.close();
});

describe('windows in Redis', () => {
  it('count each hit once and give the time that is left', async () => {
    const caller = randomUUID();
    const states = await Promise.all(Array.from({ length: 20 }, () => windows.hit(caller, 60_000)));
    expect(states.map(({ hits }) => hits).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
    for (const { endsInMs } of states) {
      expect(endsInMs).toBeGreaterThan(50_000);
      expect(endsInMs).toBeLessThanOrEqual(60_000);
    }
  });

  it('are found by a look, and are nothing before the first hit', async () => {
    const caller = randomUUID();
    expect(await windows.peek(caller)).toBeUndefined();
    await windows.hit(caller, 60_000);
    await windows.hit(caller, 60_000);
    const seen = await windows.peek(caller);
    expect(seen?.hits).toBe(2);
    expect(seen?.endsInMs).toBeLessThanOrEqual(60_000);
  });

  it('do not grow longer by being hit', async () => {
    const caller = randomUUID();
    await windows.hit(caller, 60_000);
    await windows.hit(caller, 600_000);
    expect((await windows.peek(caller))?.endsInMs).toBeLessThanOrEqual(60_000);
  });

  it('end on their own, however often they are hit', async () => {
    const caller = randomUUID();
    let anew = 0;
    for (let hit = 0; hit < 100_000 && anew < 10; hit += 1)
      if ((await windows.hit(caller, 20)).hits === 1) anew += 1;
    expect(anew).toBe(10);
  });

  it('leave nothing in Redis that does not end', async () => {
    const caller = randomUUID();
    for (let hits = 0; hits < 5; hits += 1) await windows.hit(caller, 60_000);
    const names = await redis.run((client) => client.keys(`*${caller}*`));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(await redis.run((client) => client.pttl(name))).toBeGreaterThan(0);
  });

  it('are not configured without a Redis, and then count nothing', async () => {
    const none = new RedisWindows(new RedisConnection(undefined));
    expect([windows.configured, none.configured]).toEqual([true, false]);
    await expect(none.hit('a', 1000)).rejects.toThrow('No Redis is configured');
    await expect(none.peek('a')).rejects.toThrow('No Redis is configured');
  });
});
