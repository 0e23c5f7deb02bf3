import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import type { IdempotencyRow } from '../storage';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import type { Idempotency } from './idempotency';
import { replicaOn, requestOf, SlowWork } from './once.fixture';

const DAY_MS = 86_400_000;

describe.each(ENGINES)('a request that is answered once on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  let idempotency: Idempotency;
  let calls: number;
  beforeEach(() => {
    clock = new FixedClock();
    ({ idempotency } = replicaOn(place.database, clock));
    calls = 0;
  });

  const work = (): Promise<{ readonly text: string }> => {
    calls += 1;
    return Promise.resolve({ text: `answer ${String(calls)}` });
  };
  const rows = (): Promise<readonly IdempotencyRow[]> =>
    place.database.attempt((db) => db.selectFrom('idempotency').selectAll().execute());
  const first = { answer: { text: 'answer 1' }, replayed: false };
  const replay = { ...first, replayed: true };

  it('is worked on the first time and replayed after that', async () => {
    expect(await idempotency.once(requestOf(), work)).toEqual(first);
    expect(await idempotency.once(requestOf(), work)).toEqual(replay);
    expect(calls).toBe(1);
  });

  it('is replayed until 24 hours after its answer', async () => {
    await idempotency.once(requestOf(), work);
    clock.advance(DAY_MS - 1);
    expect(await idempotency.once(requestOf(), work)).toEqual(replay);
    clock.advance(1);
    expect(await idempotency.once(requestOf(), work)).toMatchObject({ answer: { text: 'answer 2' } });
  });

  it('is refused with another body, whether it is under way or answered', async () => {
    const slow = new SlowWork<string>();
    const under = idempotency.once(requestOf(), slow.run);
    await slow.begun;
    const conflict = () => refusalOf(() => idempotency.once(requestOf({ body: '{}' }), work));
    expect(await conflict()).toMatchObject({ code: 'idempotency_conflict', status: 409 });
    slow.finish('done');
    await under;
    const conflicts = await Promise.all([conflict(), conflict(), conflict()]);
    expect(conflicts.map(({ code }) => code)).toEqual(Array(3).fill('idempotency_conflict'));
    expect(calls).toBe(0);
  });

  it('does not meet those of other principals, routes and keys', async () => {
    const requests = [{}, { principal: 'key:other' }, { route: 'POST /api/other' }, { key: 'k-2' }];
    for (const parts of requests)
      expect(await idempotency.once(requestOf(parts), work)).toMatchObject({ replayed: false });
    expect(calls).toBe(requests.length);
  });

  it('is worked on once for 50 who ask at the same time, each of whom gets an answer of its own', async () => {
    const asked = await Promise.all(Array.from({ length: 50 }, () => idempotency.once(requestOf(), work)));
    expect(calls).toBe(1);
    expect(asked.filter(({ replayed }) => !replayed)).toHaveLength(1);
    for (const { answer } of asked) expect(answer).toEqual(first.answer);
    expect(new Set(asked.map(({ answer }) => answer)).size).toBe(50);
  });

  it('is nobody’s when its work fails: the error is the caller’s, and the next works anew', async () => {
    const failure = new Error('The model is away');
    const failing = idempotency.once(requestOf(), () => Promise.reject(failure));
    await expect(failing).rejects.toBe(failure);
    expect(await rows()).toEqual([]);
    const broken = idempotency.once(requestOf(), () => {
      throw failure;
    });
    await expect(broken).rejects.toBe(failure);
    expect(await idempotency.once(requestOf({ body: '{}' }), work)).toEqual(first);
  });

  it('is taken over by one of those who wait when the first attempt fails', async () => {
    const slow = new SlowWork<never>();
    const failing = idempotency.once(requestOf(), slow.run);
    await slow.begun;
    const waiting = Array.from({ length: 20 }, () => idempotency.once(requestOf(), work));
    slow.fail(new Error('The model is away'));
    await expect(failing).rejects.toThrow('The model is away');
    const asked = await Promise.all(waiting);
    expect(calls).toBe(1);
    expect(asked.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it('is not waited for when the client has left', async () => {
    const slow = new SlowWork<string>();
    const working = idempotency.once(requestOf(), slow.run);
    await slow.begun;
    const client = new AbortController();
    const waiting = idempotency.once(requestOf({ departure: client.signal }), work);
    const reason = new Error('The client left');
    client.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    slow.finish('done');
    expect(await working).toEqual({ answer: 'done', replayed: false });
    expect(calls).toBe(0);
  });

  it('is waited for no longer than the longest time', async () => {
    const impatient = replicaOn(place.database, clock, { longestWaitMs: 10 }).idempotency;
    const slow = new SlowWork<string>();
    const working = impatient.once(requestOf(), slow.run);
    await slow.begun;
    const refusal = await refusalOf(() => impatient.once(requestOf(), work));
    expect(refusal).toMatchObject({ code: 'overloaded', extras: { retry_after: 1 } });
    slow.finish('done');
    expect(await working).toEqual({ answer: 'done', replayed: false });
  });

  it('has the table swept, and does not care whether that works', async () => {
    const { store, idempotency: other } = replicaOn(place.database, clock);
    await idempotency.once(requestOf({ key: 'old' }), work);
    clock.advance(DAY_MS);
    const swept = store.next('sweep');
    await other.once(requestOf(), work);
    await swept;
    expect(await rows()).toHaveLength(1);
    jest.spyOn(store, 'sweep').mockRejectedValue(new Error('The store is away'));
    expect(await other.once(requestOf(), work)).toMatchObject({ replayed: true });
  });
});
