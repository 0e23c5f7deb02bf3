import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { PATIENT_MS, redisDatabase } from '../../../test/support/servers/databases';
import { freePort } from '../../../test/support/servers/free-port';
import { Clock } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { RedisConnection } from '../../storage';
import { Nonces } from './nonces';

/** The last instant at which a signature can pass after it has passed first: made 300 s ahead, used 300 s late. */
const LAST_INSTANT_MS = 600_000;

let url: string;
let redis: RedisConnection;
beforeAll(async () => {
  Logger.overrideLogger(false);
  url = redisDatabase();
  redis = new RedisConnection(url, PATIENT_MS);
  await redis.settled();
});
afterAll(() => {
  redis.close();
});

describe.each([
  ['in this process', () => new RedisConnection(undefined)],
  ['in Redis', () => redis],
])('nonces %s', (_, connection) => {
  const open = (): Nonces => new Nonces(connection(), new Clock());

  it('pass once', async () => {
    const nonces = open();
    const nonce = randomUUID();
    await nonces.spend('key', nonce);
    const refusal = await refusalOf(() => nonces.spend('key', nonce));
    expect([refusal.code, refusal.status]).toEqual(['signature_replayed', 401]);
  });

  it('pass once of fifty at the same time', async () => {
    const nonces = open();
    const nonce = randomUUID();
    const spent = await Promise.allSettled(Array.from({ length: 50 }, () => nonces.spend('key', nonce)));
    expect(spent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of spent) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'signature_replayed' });
    }
  });

  it('are of their key alone', async () => {
    const nonces = open();
    const nonce = randomUUID();
    await nonces.spend('one', nonce);
    await expect(nonces.spend('two', nonce)).resolves.toBeUndefined();
    await nonces.spend('a', `b${nonce}`);
    await expect(nonces.spend('ab', nonce)).resolves.toBeUndefined();
  });
});

describe('nonces in this process', () => {
  it('outlive the last instant of their signature', async () => {
    const clock = new FixedClock();
    const nonces = new Nonces(new RedisConnection(undefined), clock);
    await nonces.spend('key', 'n');
    clock.advance(LAST_INSTANT_MS);
    expect((await refusalOf(() => nonces.spend('key', 'n'))).code).toBe('signature_replayed');
    clock.advance(LAST_INSTANT_MS);
    await expect(nonces.spend('key', 'n')).resolves.toBeUndefined();
  });

  it('refuse new ones when there is no room, say when there will be, and forget none', async () => {
    const clock = new FixedClock();
    const nonces = new Nonces(new RedisConnection(undefined), clock);
    for (let count = 0; count < 250_000; count += 1) await nonces.spend('key', String(count));
    clock.advance(100_500);
    const refusal = await refusalOf(() => nonces.spend('key', 'one more'));
    expect([refusal.code, refusal.status, refusal.extras]).toEqual(['overloaded', 503, { retry_after: 620 }]);
    expect((await refusalOf(() => nonces.spend('key', '0'))).code).toBe('signature_replayed');
    clock.advance(LAST_INSTANT_MS + 19_500);
    await expect(nonces.spend('key', 'one more')).resolves.toBeUndefined();
  });
});

describe('nonces in Redis', () => {
  it('pass once over all replicas', async () => {
    const other = new RedisConnection(url, PATIENT_MS);
    await other.settled();
    const [mine, theirs] = [new Nonces(redis, new Clock()), new Nonces(other, new Clock())] as const;
    const nonce = randomUUID();
    const spent = await Promise.allSettled(
      Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? mine : theirs).spend('key', nonce)),
    );
    other.close();
    expect(spent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('outlive the last instant of their signature, end on their own, and put no text of a client into a name', async () => {
    const nonce = `nonce-${randomUUID()}`;
    const before = new Set(await names());
    await new Nonces(redis, new Clock()).spend('key', nonce);
    const added = (await names()).filter((name) => !before.has(name));
    expect(added).toEqual([expect.stringMatching(/^sallyport:nonce:[\w-]{43}$/)]);
    const left = await redis.run((client) => client.pttl(added[0] ?? ''));
    expect(left).toBeGreaterThan(LAST_INSTANT_MS);
    expect(left).toBeLessThan(2 * LAST_INSTANT_MS);
  });

  it('do not pass while Redis is away, also not in this process', async () => {
    const lost = new RedisConnection(`redis://127.0.0.1:${String(await freePort())}`);
    await lost.settled();
    const nonces = new Nonces(lost, new Clock());
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const refusal = await refusalOf(() => nonces.spend('key', randomUUID()));
      expect([refusal.code, refusal.status, refusal.extras]).toEqual([
        'store_unavailable',
        503,
        { retry_after: 1 },
      ]);
    }
    lost.close();
  });
});

const names = (): Promise<string[]> => redis.run((client) => client.keys('sallyport:nonce:*'));
