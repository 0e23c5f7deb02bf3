import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { freePort } from '../../test/support/servers/free-port';
import { startRedis, type RedisServer } from '../../test/support/servers/redis-server';
import { RedisConnection } from './redis-connection';

let server: RedisServer;
let connection: RedisConnection;

beforeAll(async () => {
  Logger.overrideLogger(false);
  server = await startRedis();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  connection = new RedisConnection(server.url);
  await connection.settled();
});
afterEach(() => {
  connection.close();
});

const add = (): Promise<number> => connection.run((redis) => redis.incr('hits'));
const count = async (): Promise<number> => Number(await connection.run((redis) => redis.get('hits')));

/** The probe has no event for us: looks again, turn by turn, within Jest's own limit. */
async function untilUp(): Promise<void> {
  while (connection.state !== 'up') await turn();
}

describe('a connection to Redis', () => {
  it('is none without a URL, is settled at once and runs nothing', async () => {
    const none = new RedisConnection(undefined);
    await none.settled();
    expect([none.state, none.driver]).toEqual(['none', undefined]);
    await expect(none.run((redis) => redis.ping())).rejects.toThrow('No Redis is configured');
    none.close();
  });

  it('is up when Redis answers', async () => {
    expect(connection.state).toBe('up');
    await expect(connection.run((redis) => redis.ping())).resolves.toBe('PONG');
  });

  it('is settled as away when nothing listens, and comes up when something does', async () => {
    await server.kill();
    const early = new RedisConnection(server.url);
    await early.settled();
    expect(early.state).toBe('away');
    await server.restart();
    while (early.state !== 'up') await turn();
    await expect(early.run((redis) => redis.ping())).resolves.toBe('PONG');
    early.close();
    await untilUp();
  });

  it('is settled as away when the address is of nobody', async () => {
    const lost = new RedisConnection(`redis://127.0.0.1:${String(await freePort())}`);
    await lost.settled();
    expect(lost.state).toBe('away');
    lost.close();
  });
});

describe('while Redis hangs', () => {
  afterEach(async () => {
    server.resume();
    await untilUp();
  });

  it('the first command fails in bounded time, those after it at once and without being sent', async () => {
    server.pause();
    await expect(add()).rejects.toThrow('Command timed out');
    expect(connection.state).toBe('away');
    let sent = false;
    const refused = connection.run((redis) => {
      sent = true;
      return redis.ping();
    });
    await expect(refused).rejects.toThrow('Redis is away');
    expect(sent).toBe(false);
  });

  it('nothing is sent again: when it returns, each command has happened once at most', async () => {
    await connection.run((redis) => redis.set('hits', 10));
    server.pause();
    const asked = await Promise.allSettled([add(), add(), add()]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await Promise.allSettled([add(), add()]);
    server.resume();
    await untilUp();
    const afterwards = await count();
    expect(afterwards).toBeGreaterThanOrEqual(10);
    expect(afterwards).toBeLessThanOrEqual(13);
    await expect(add()).resolves.toBe(afterwards + 1);
  });
});

describe('when Redis crashes', () => {
  it('commands fail until it is back, and none of them is carried out then', async () => {
    await connection.run((redis) => redis.set('hits', 5));
    await server.kill();
    const asked = await Promise.allSettled([add(), add(), add()]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(connection.state).toBe('away');
    await expect(add()).rejects.toThrow('Redis is away');
    await server.restart();
    await untilUp();
    await expect(count()).resolves.toBe(0);
    await expect(add()).resolves.toBe(1);
  });

  it('it is found again as often as it goes', async () => {
    for (let crash = 0; crash < 2; crash += 1) {
      await server.kill();
      await expect(add()).rejects.toThrow();
      await server.restart();
      await untilUp();
      await expect(add()).resolves.toBe(1);
    }
  });
});

it('a Redis that hangs is away for whoever waits as long as was said, and not for who waits longer', async () => {
  const patient = new RedisConnection(server.url, 60_000);
  await patient.settled();
  server.pause();
  const awaited = patient.run((redis) => redis.ping());
  await expect(connection.run((redis) => redis.ping())).rejects.toThrow('Command timed out');
  expect([connection.state, patient.state]).toEqual(['away', 'up']);
  server.resume();
  await expect(awaited).resolves.toBe('PONG');
  patient.close();
});
