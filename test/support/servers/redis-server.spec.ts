import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';
import { childrenOf } from './process-tree';
import { type RedisServer, startRedis } from './redis-server';

describe('a Redis for tests', () => {
  let server: RedisServer;
  let client: Redis;

  const connect = (url = server.url): Redis => {
    const redis = new Redis(url, { commandTimeout: 250, retryStrategy: null });
    // A crash is part of the plan here; ioredis prints the errors that nobody listens to.
    redis.on('error', () => undefined);
    return redis;
  };

  beforeAll(async () => {
    server = await startRedis();
    client = connect();
  });
  // Ends the clients as well: none of them retries.
  afterAll(() => server.stop());

  it('answers on loopback, with 256 databases and nothing kept on disk', async () => {
    expect(server.url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
    await expect(client.set('key', 'value')).resolves.toBe('OK');
    await expect(client.config('GET', 'databases')).resolves.toEqual(['databases', '256']);
    await expect(client.config('GET', 'save')).resolves.toEqual(['save', '']);
    await expect(client.config('GET', 'appendonly')).resolves.toEqual(['appendonly', 'no']);
  });

  it('does not answer while paused, and answers again when resumed', async () => {
    server.pause();
    await expect(client.ping()).rejects.toThrow('Command timed out');
    server.resume();
    await expect(client.ping()).resolves.toBe('PONG');
  });

  it('breaks connections when killed, and restarts empty on the same port', async () => {
    const ended = new Promise((resolve) => client.once('end', resolve));
    await server.kill();
    await ended;
    await expect(client.ping()).rejects.toThrow();
    await server.restart();
    client = connect();
    await expect(client.get('key')).resolves.toBeNull();
  });

  it('restarts while running', async () => {
    await server.restart();
    client = connect();
    await expect(client.ping()).resolves.toBe('PONG');
  });

  it('leaves no process and no folder when stopped, even while paused', async () => {
    const before = childrenOf(process.pid);
    const other = await startRedis();
    other.pause();
    await other.stop();
    expect(childrenOf(process.pid)).toEqual(before);
    const { port } = new URL(other.url);
    expect(readdirSync(tmpdir()).filter((name) => name.includes(`redis-${port}-`))).toEqual([]);
    await expect(connect(other.url).ping()).rejects.toThrow();
  });
});
