import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { replicaOn, requestOf, SlowWork, type Replica } from './once.fixture';

/** Longer than a test lasts. */
const NEVER_MS = 60_000;

describe.each(ENGINES)('a request that comes to two replicas on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  let here: Replica;
  let there: Replica;
  let slow: SlowWork<string>;
  beforeEach(async () => {
    clock = new FixedClock();
    here = replicaOn(place.database, clock);
    there = replicaOn(await place.replica(), clock);
    slow = new SlowWork();
  });

  /** Somebody works here, and somebody there has seen it. */
  const waitingThere = async (departure = new AbortController().signal, work = slow.run) => {
    const working = here.idempotency.once(requestOf(), slow.run);
    await slow.begun;
    const seen = there.store.next('look');
    const waiting = there.idempotency.once(requestOf({ departure }), work);
    await seen;
    return { working, waiting };
  };

  it('is worked on once for 50 who ask at the same time', async () => {
    let calls = 0;
    const work = (): Promise<number> => {
      calls += 1;
      return Promise.resolve(calls);
    };
    const asked = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        (at % 2 === 0 ? here : there).idempotency.once(requestOf(), work),
      ),
    );
    expect(calls).toBe(1);
    expect(asked.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(asked.map(({ answer }) => answer)).toEqual(Array(50).fill(1));
  });

  it('is replayed there when it is done here', async () => {
    const { working, waiting } = await waitingThere();
    slow.finish('done');
    expect(await working).toEqual({ answer: 'done', replayed: false });
    expect(await waiting).toEqual({ answer: 'done', replayed: true });
    expect(slow.calls).toBe(1);
  });

  it('is refused there with another body while it is under way here', async () => {
    const working = here.idempotency.once(requestOf(), slow.run);
    await slow.begun;
    const refusal = await refusalOf(() => there.idempotency.once(requestOf({ body: '{}' }), slow.run));
    expect(refusal.code).toBe('idempotency_conflict');
    slow.finish('done');
    await working;
  });

  it('is taken over there when it fails here', async () => {
    const { working, waiting } = await waitingThere(undefined, () => Promise.resolve('done there'));
    slow.fail(new Error('The model is away'));
    await expect(working).rejects.toThrow('The model is away');
    expect(await waiting).toEqual({ answer: 'done there', replayed: false });
  });

  it('is not waited for there when the client leaves, but by those who stay', async () => {
    const client = new AbortController();
    const { working, waiting } = await waitingThere(client.signal);
    const staying = there.idempotency.once(requestOf(), slow.run);
    const reason = new Error('The client left');
    client.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    slow.finish('done');
    await working;
    expect(await staying).toEqual({ answer: 'done', replayed: true });
    expect(slow.calls).toBe(1);
  });

  it('ends a wait there at once, however long the time between two looks', async () => {
    there = replicaOn(place.database, clock, { pollMs: NEVER_MS });
    const client = new AbortController();
    const { working, waiting } = await waitingThere(client.signal);
    client.abort(new Error('The client left'));
    await expect(waiting).rejects.toThrow('The client left');
    slow.finish('done');
    await working;
  });

  it('is waited for no longer than the longest time', async () => {
    there = replicaOn(place.database, clock, { longestWaitMs: 30 });
    const { working, waiting } = await waitingThere();
    expect((await refusalOf(() => waiting)).code).toBe('overloaded');
    slow.finish('done');
    await working;
  });
});
