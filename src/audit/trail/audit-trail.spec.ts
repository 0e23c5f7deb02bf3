import { Logger } from '@nestjs/common';
import { principalOf } from '../../auth/principal.fixture';
import { GatewayError, microUsd, type ModelCall } from '../../kernel';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { recordsOf, rowsIn, TestTrail } from '../audit.fixture';

describe.each(ENGINES)('the audit trail on %s', (engine) => {
  const place = storeOfBlock(engine);
  let gateway: TestTrail;
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(() => {
    gateway = new TestTrail(place.database);
  });

  const kinds = async (): Promise<readonly unknown[]> =>
    recordsOf(await rowsIn(place.database)).map(({ kind }) => kind);

  it('opens with the first row, has all that was noted, closes with the last, and verifies', async () => {
    await gateway.trail.flush();
    expect(await kinds()).toEqual(['opened']);
    await gateway.write(3);
    await gateway.act('key:1');
    await gateway.trail.close();
    expect(await kinds()).toEqual(['opened', 'request', 'request', 'request', 'act', 'closed']);
    const { chains, firstBad } = await gateway.verify();
    expect([firstBad, chains[0]?.chain.rows, chains[0]?.chain.isClosed]).toEqual([undefined, 6, true]);
  });

  it('writes more than one batch, numbered without a gap', async () => {
    await gateway.write(1203);
    const rows = await rowsIn(place.database);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 1204 }, (_, at) => at + 1));
    expect(gateway.trail.state).toMatchObject({ waiting: 0, lost: 0, failing: false });
    expect(await gateway.fault()).toBeUndefined();
  });

  it('tells of a request who, where and what came of it, with columns to look for', async () => {
    const call = { model: 'm', cost: microUsd(250n) } as ModelCall;
    const failure = new GatewayError('rate_limited', 'words of a detail');
    const principal = principalOf({ id: 'key:abcdefghijkl', keyId: 'abcdefghijkl', name: 'a name' });
    gateway.note({ principal, failure, outcome: 'refused', status: 429, calls: [call, call] });
    await gateway.trail.flush();
    const row = (await rowsIn(place.database))[1];
    expect(JSON.parse(row?.record ?? '')).toEqual({
      kind: 'request',
      at: new Date(gateway.clock.now()).toISOString(),
      request_id: 'req_1',
      actor: 'key:abcdefghijkl',
      credential: principal.credential,
      key_id: 'abcdefghijkl',
      token_id: null,
      client: '127.0.0.1',
      method: 'POST',
      route: '/api/query',
      status: 429,
      outcome: 'refused',
      code: 'rate_limited',
      layer: 'throttling',
      models: ['m'],
      cost_micro_usd: 500,
      ms: 7,
    });
    expect(row).toMatchObject({
      at: gateway.clock.now(),
      kind: 'request',
      actor: 'key:abcdefghijkl',
      status: 429,
    });
    expect(row).toMatchObject({
      client: '127.0.0.1',
      route: '/api/query',
      code: 'rate_limited',
      action: null,
    });
  });

  it('has each act once and in order, whoever of two replicas takes it', async () => {
    const other = new TestTrail(await place.replica());
    await Promise.all([gateway.trail.flush(), other.trail.flush()]);
    const targets = Array.from({ length: 12 }, (_, number) => `key:${String(number)}`);
    for (let at = 0; at < targets.length; at += 4) {
      for (const target of targets.slice(at, at + 4)) await gateway.act(target);
      await Promise.all([gateway.trail.flush(), other.trail.flush()]);
    }
    await gateway.trail.flush();
    const acts = recordsOf(await rowsIn(place.database)).filter(({ kind }) => kind === 'act');
    expect(acts.map(({ target }) => target).sort()).toEqual([...targets].sort());
    expect(await gateway.fault()).toBeUndefined();
    const left = await place.database.attempt((db) => db.selectFrom('admin_acts').selectAll().execute());
    expect(left).toEqual([]);
  });

  it('keeps what was noted while the store is away, counts what has no room, and says so afterwards', async () => {
    const away = new TestTrail(await place.gone(), { mostWaiting: 3 });
    for (let number = 0; number < 5; number += 1) away.note();
    await expect(away.trail.flush()).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(away.trail.state).toEqual({ waiting: 3, lost: 2, lastWrittenAt: undefined, failing: true });

    const flaky = new FlakyTrail(place.database, { mostWaiting: 3 });
    flaky.fails = true;
    for (let number = 0; number < 5; number += 1) flaky.note();
    await expect(flaky.trail.flush()).rejects.toMatchObject({ code: 'store_unavailable' });
    flaky.fails = false;
    await flaky.trail.flush();
    expect(flaky.trail.state).toMatchObject({ waiting: 0, lost: 2, failing: false });
    const records = recordsOf(await rowsIn(place.database, flaky.writer));
    expect(records.map(({ kind }) => kind)).toEqual(['opened', 'request', 'request', 'request', 'lost']);
    expect(records.at(-1)).toMatchObject({ count: 2 });
    await flaky.write(1);
    expect((await rowsIn(place.database, flaky.writer)).length).toBe(6);
  });

  it.each([
    ['requests', []],
    ['requests and acts', ['key:one']],
  ])('writes nothing twice when nobody told it that a batch of %s was committed', async (_, acts) => {
    const flaky = new FlakyTrail(place.database);
    await flaky.write(2);
    for (const target of acts) await gateway.act(target);
    flaky.failsAfterCommit = true;
    flaky.note({ requestId: 'req_9' });
    await expect(flaky.trail.flush()).rejects.toMatchObject({ code: 'store_unavailable' });
    flaky.failsAfterCommit = false;
    await flaky.write(1);
    const ids = recordsOf(await rowsIn(place.database)).map(({ request_id: id }) => id);
    const actIds = acts.map(() => 'req_act');
    expect(ids).toEqual([undefined, 'req_1', 'req_2', 'req_9', ...actIds, 'req_1']);
    expect(await flaky.fault()).toBeUndefined();
  });

  it('gives a sign of life every hour, with the heads of others, and nothing else when nothing happens', async () => {
    const other = new TestTrail(place.database);
    await other.write(1);
    await gateway.trail.flush();
    await gateway.trail.flush();
    gateway.clock.advance(3_600_000);
    await gateway.trail.flush();
    const records = recordsOf(await rowsIn(place.database, gateway.writer));
    expect(records.map(({ kind }) => kind)).toEqual(['opened', 'witness']);
    const { head } = other.trail;
    expect(records.map(({ heads }) => heads)).toEqual([[head], [head]]);
  });
});

/** A store that fails when it is told to, before a transaction or after it. */
class FlakyTrail extends TestTrail {
  fails = false;
  failsAfterCommit = false;

  constructor(database: TestTrail['database'], options: ConstructorParameters<typeof TestTrail>[1] = {}) {
    super(
      new Proxy(database, {
        get: (target, name: keyof typeof database) => {
          if (name === 'engine') return target.engine;
          return async (...args: [never]) => {
            const away = new GatewayError('store_unavailable', 'away');
            if (this.fails) throw away;
            const result: unknown = await (target[name] as (...all: [never]) => unknown).call(
              target,
              ...args,
            );
            if (this.failsAfterCommit && (name === 'transaction' || name === 'run')) throw away;
            return result;
          };
        },
      }),
      options,
    );
  }
}
