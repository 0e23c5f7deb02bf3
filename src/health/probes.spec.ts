import { Logger } from '@nestjs/common';
import { freePort } from '../../test/support/servers/free-port';
import { PATIENT_MS, redisDatabase } from '../../test/support/servers/databases';
import { Drain } from '../http';
import { FakeUpstream, lost, refusal, WHOLE, type Act } from '../llm/fake-upstream.fixture';
import { callOf, FakeLedger, llmOf } from '../llm/llm.fixture';
import type { UpstreamCaller } from '../llm';
import { RedisConnection, type Database } from '../storage';
import { ENGINES, TestStore } from '../storage/store.fixture';
import { UnknownPrices } from '../usage';
import { Probes, type Check } from './probes';

let place: TestStore;
let database: Database;
beforeAll(async () => {
  Logger.overrideLogger(false);
  place = await TestStore.create('sqlite');
  database = await place.open();
});
afterAll(() => place.remove());

interface Parts {
  readonly db?: Database;
  readonly redis?: RedisConnection;
  readonly caller?: UpstreamCaller;
  readonly drain?: Drain;
  readonly unknownPrices?: UnknownPrices;
}

const idle = (): UpstreamCaller => llmOf(new FakeUpstream([]), new FakeLedger()).caller;

const probesOf = ({
  db = database,
  redis = new RedisConnection(undefined),
  caller = idle(),
  drain = new Drain(),
  unknownPrices = new UnknownPrices(),
}: Parts = {}): Probes => new Probes(db, redis, caller, drain, unknownPrices);

describe.each(ENGINES)('the probe of the database on %s', (engine) => {
  it('is up while it answers and down when it is gone', async () => {
    const store = await TestStore.create(engine);
    const db = await store.open();
    const probes = probesOf({ db });
    const facts = (open: string) =>
      engine === 'sqlite'
        ? {}
        : {
            connections_max: '10',
            connections_open: open,
            connections_idle: open,
            waiting_for_connection: '0',
          };
    expect(await probes.database()).toEqual({ status: 'up', engine, ...facts('1') });
    await db.close();
    expect(await probes.database()).toEqual({ status: 'down', engine, ...facts('0') });
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
    const redis = new RedisConnection(await url(), PATIENT_MS);
    await redis.settled();
    expect(probesOf({ redis }).limits()).toEqual(check);
    redis.close();
  });
});

describe('the probe of the upstream', () => {
  const env = { UPSTREAM_MAX_RETRIES: '0', CIRCUIT_FAILURE_THRESHOLD: '2' };

  it.each<[string, readonly Act[], Partial<Check>]>([
    ['nothing yet', [], { status: 'up', last_call: 'none' }],
    ['an answer', [WHOLE], { status: 'up', last_call: 'answered' }],
    ['a failure', [lost()], { status: 'degraded', last_call: 'failed' }],
    ['an answer after a failure', [lost(), WHOLE], { status: 'up', last_call: 'answered' }],
    ['a failure after an answer', [WHOLE, refusal(500)], { status: 'degraded', last_call: 'failed' }],
    ['a wrong request', [refusal(400)], { status: 'up', last_call: 'none' }],
  ])('after %s', async (_, acts, check) => {
    const { llm, caller } = llmOf(new FakeUpstream(acts), new FakeLedger(), env);
    for (const each of acts) {
      const answered = await llm.ask(callOf()).then(
        () => true,
        () => false,
      );
      expect(answered).toBe(each === WHOLE);
    }
    expect(probesOf({ caller }).upstream()).toEqual({ provider: 'fake', circuit: 'closed', ...check });
  });

  it('names the models that are left alone, twenty of them', async () => {
    const upstream = new FakeUpstream([lost()]);
    const { llm, caller } = llmOf(upstream, new FakeLedger(), { ...env, CIRCUIT_FAILURE_THRESHOLD: '1' });
    const probes = probesOf({ caller });
    await expect(llm.ask(callOf({ model: 'm0' }))).rejects.toThrow();
    upstream.acts = [WHOLE];
    await llm.ask(callOf({ model: 'well' }));
    const check = { provider: 'fake', last_call: 'answered', circuit: 'open' };
    expect(probes.upstream()).toEqual({ ...check, status: 'degraded', open_for: 'm0' });
    upstream.acts = [lost()];
    for (let each = 1; each <= 20; each += 1)
      await expect(llm.ask(callOf({ model: `m${String(each)}` }))).rejects.toThrow();
    const shown = probes.upstream()['open_for']?.split(', ');
    expect(shown).toHaveLength(20);
    expect(new Set(shown).size).toBe(20);
  });
});

it('the probe of the shutdown is red as soon as the gateway is told to end', async () => {
  const drain = new Drain();
  const probes = probesOf({ drain });
  expect(probes.shutdown()).toEqual({ status: 'up' });
  drain.leave();
  expect(probes.shutdown()).toEqual({ status: 'down' });
  await drain.end(1000);
  expect(probes.shutdown()).toEqual({ status: 'down' });
});

it('the probe of prices tells how often none was known, and is up nonetheless', () => {
  const unknownPrices = new UnknownPrices();
  const probes = probesOf({ unknownPrices });
  const check = { status: 'up', calls_of_unknown_models: '0', unknown_usage_fields: '0' };
  expect(probes.prices()).toEqual(check);
  for (const name of ['a', 'b', 'a']) unknownPrices.model(name);
  unknownPrices.usageField('audio_tokens');
  expect(probes.prices()).toEqual({ ...check, calls_of_unknown_models: '3', unknown_usage_fields: '1' });
});
