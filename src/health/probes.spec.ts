import { Logger } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { freePort } from '../../test/support/servers/free-port';
import { redisDatabase } from '../../test/support/servers/databases';
import { ActiveUpstream } from '../llm';
import { ENDED, FakeUpstream, STARTED, type Act } from '../llm/fake-upstream.fixture';
import { RedisConnection } from '../storage';
import { ENGINES, TestStore } from '../storage/store.fixture';
import { Probes, type Check } from './probes';

let place: TestStore;
beforeAll(async () => {
  Logger.overrideLogger(false);
  place = await TestStore.create('sqlite');
});
afterAll(() => place.remove());

const probesOf = async (
  redis = new RedisConnection(undefined),
  active = new ActiveUpstream(new FakeUpstream([])),
): Promise<Probes> => new Probes(await place.open(), redis, active, new HealthIndicatorService());

describe.each(ENGINES)('the probe of the database on %s', (engine) => {
  it('is up while it answers and down when it is gone', async () => {
    const store = await TestStore.create(engine);
    const database = await store.open();
    const active = new ActiveUpstream(new FakeUpstream([]));
    const probes = new Probes(database, new RedisConnection(undefined), active, new HealthIndicatorService());
    expect(await probes.database()).toEqual({ status: 'up', engine });
    await database.close();
    expect(await probes.database()).toEqual({ status: 'down', engine });
    await store.remove();
  });
});

describe('the probe of limits', () => {
  it.each<[string, () => Promise<string | undefined>, Check]>([
    ['no Redis', () => Promise.resolve(undefined), { status: 'up', counted_in: 'process' }],
    ['a Redis', () => Promise.resolve(redisDatabase()), { status: 'up', counted_in: 'redis' }],
    [
      'a Redis that is away',
      async () => `redis://127.0.0.1:${String(await freePort())}`,
      { status: 'degraded', counted_in: 'process', redis: 'away' },
    ],
  ])('with %s says where they are counted', async (_, url, check) => {
    const redis = new RedisConnection(await url());
    await redis.settled();
    const probes = await probesOf(redis);
    await probes.database();
    expect(probes.limits()).toEqual(check);
    redis.close();
  });
});

describe('the probe of the upstream', () => {
  it.each<[string, readonly Act[] | undefined, Check]>([
    ['nothing yet', undefined, { status: 'up', provider: 'fake', last_call: 'none' }],
    ['an answer', [STARTED, ENDED], { status: 'up', provider: 'fake', last_call: 'answered' }],
    ['a failure', [new Error('x')], { status: 'degraded', provider: 'fake', last_call: 'failed' }],
  ])('after %s', async (_, acts, check) => {
    const active = new ActiveUpstream(new FakeUpstream(acts ?? []));
    if (acts !== undefined) {
      const { signal } = new AbortController();
      const call = active.call({
        request: { model: 'm', max_tokens: 1, messages: [] },
        stream: false,
        signal,
      });
      const passed: unknown[] = [];
      await (async () => {
        for await (const event of call) passed.push(event);
      })().catch(() => undefined);
    }
    const probes = await probesOf(undefined, active);
    await probes.database();
    expect(probes.upstream()).toEqual(check);
  });
});

describe('a check as an indicator', () => {
  it.each<[Check, object]>([
    [{ status: 'up', engine: 'sqlite' }, { database: { status: 'up', engine: 'sqlite' } }],
    [{ status: 'degraded', redis: 'away' }, { database: { status: 'down', redis: 'away' } }],
    [{ status: 'down' }, { database: { status: 'down' } }],
  ])('of %j is %j', async (check, result) => {
    const probes = await probesOf();
    await probes.database();
    expect(await probes.indicator('database', check)).toEqual(result);
    expect(await probes.indicator('database', Promise.resolve(check))).toEqual(result);
  });
});
