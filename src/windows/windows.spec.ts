import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { PATIENT_MS, redisDatabase } from '../../test/support/servers/databases';
import { startRedis } from '../../test/support/servers/redis-server';
import { RedisConnection } from '../storage';
import { windowsOver } from './windows.fixture';

beforeAll(() => {
  Logger.overrideLogger(false);
});

async function connection(url: string | undefined): Promise<RedisConnection> {
  const redis = new RedisConnection(url, PATIENT_MS);
  await redis.settled();
  return redis;
}

describe('what is counted everywhere', () => {
  it('is seen by another replica, and without Redis by this one', async () => {
    const caller = randomUUID();
    const url = redisDatabase();
    const [one, other] = [await connection(url), await connection(url)];
    await windowsOver(one).hitEverywhere(caller, 60_000);
    expect(await windowsOver(other).peekEverywhere(caller)).toMatchObject({ hits: 1 });
    const alone = windowsOver();
    await alone.hitEverywhere(caller, 60_000);
    expect(await alone.peekEverywhere(caller)).toMatchObject({ hits: 1 });
    expect(await alone.peekEverywhere(randomUUID())).toBeUndefined();
    one.close();
    other.close();
  });

  it('is not forgotten when Redis goes, or comes back without it', async () => {
    const caller = randomUUID();
    const server = await startRedis();
    const redis = await connection(server.url);
    const windows = windowsOver(redis);
    for (let hit = 0; hit < 3; hit += 1) await windows.hitEverywhere(caller, 60_000);
    await server.kill();
    expect(await windows.peekEverywhere(caller)).toMatchObject({ hits: 3 });
    await windows.hitEverywhere(caller, 60_000);
    await server.restart();
    while (redis.state !== 'up') await new Promise((turn) => setImmediate(turn));
    expect(await windows.peekEverywhere(caller)).toMatchObject({ hits: 4 });
    redis.close();
    await server.stop();
  });
});
