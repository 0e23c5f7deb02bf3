import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { PATIENT_MS, redisDatabase } from '../../test/support/servers/databases';
import { startRedis } from '../../test/support/servers/redis-server';
import { RedisConnection } from '../storage';
import { Revocations } from './revocations';

/** A replica that counts the words it hears. */
interface Replica {
  readonly redis: RedisConnection;
  readonly revocations: Revocations;
  words: number;
}

function replicaOn(url: string | undefined): Replica {
  const redis = new RedisConnection(url, PATIENT_MS);
  const revocations = new Revocations(redis);
  const replica = { redis, revocations, words: 0 };
  revocations.onWord(() => {
    replica.words += 1;
  });
  return replica;
}

/** The word comes when it comes: looks again, turn by turn, within Jest's own limit. */
async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await turn();
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('the word that somebody has ended', () => {
  it('is heard at once where it is said, by all who listen, with or without Redis', () => {
    const { revocations } = replicaOn(undefined);
    const heard: string[] = [];
    revocations.onWord(() => heard.push('one'));
    revocations.onWord(() => heard.push('two'));
    revocations.announce();
    expect(heard).toEqual(['one', 'two']);
  });

  it('is nobody else’s without Redis', () => {
    const [one, other] = [replicaOn(undefined), replicaOn(undefined)];
    one.revocations.announce();
    expect([one.words, other.words]).toEqual([1, 0]);
  });

  describe('over Redis', () => {
    let one: Replica;
    let other: Replica;
    beforeEach(async () => {
      const url = redisDatabase();
      [one, other] = [replicaOn(url), replicaOn(url)];
      await Promise.all([one.redis.settled(), other.redis.settled()]);
      // Whoever begins to listen is told once, since something may have been missed.
      await until(() => one.words > 0 && other.words > 0);
    });
    afterEach(() => {
      one.redis.close();
      other.redis.close();
    });

    it('reaches every replica well within 1.5 s', async () => {
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        const before = to.words;
        const start = performance.now();
        from.revocations.announce();
        await until(() => to.words > before);
        expect(performance.now() - start).toBeLessThan(1000);
      }
    });

    it('says nothing of whom, and is not taken from what is said elsewhere', async () => {
      const [before, said] = [other.words, one.words];
      await one.redis.run((redis) => redis.publish('sallyport:other', 'x'));
      await one.redis.run((redis) => redis.publish('revoked', 'x'));
      one.revocations.announce();
      await until(() => other.words > before && one.words > said + 1);
      expect([other.words, one.words]).toEqual([before + 1, said + 2]);
    });
  });

  it('is taken as said when Redis comes back, since it may have been said meanwhile', async () => {
    const server = await startRedis();
    const { redis, revocations, ...rest } = replicaOn(server.url);
    let words = rest.words;
    revocations.onWord(() => {
      words += 1;
    });
    await redis.settled();
    await until(() => words > 0);
    await server.kill();
    revocations.announce();
    const before = words;
    await server.restart();
    await until(() => words > before);
    redis.close();
    await server.stop();
  });

  it('hurts nobody when it cannot be passed on', async () => {
    const server = await startRedis();
    const replica = replicaOn(server.url);
    await replica.redis.settled();
    await server.kill();
    for (let at = 0; at < 3; at += 1) {
      const before = replica.words;
      expect(() => {
        replica.revocations.announce();
      }).not.toThrow();
      expect(replica.words).toBe(before + 1);
      await replica.redis.run((redis) => redis.ping()).catch(() => undefined);
    }
    replica.redis.close();
    await server.stop();
  });
});
