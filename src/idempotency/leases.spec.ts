import { FixedClock } from '../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { LEASE_MS } from './idempotency.store';
import { replicaOn, requestOf, SlowWork, type Replica } from './once.fixture';

describe.each(ENGINES)('the lease of who works on a request on %s', (engine) => {
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

  /** Somebody works here, who shows signs of life often, and somebody there has seen it. */
  const waitingThere = async () => {
    here = replicaOn(place.database, clock, { heartbeatMs: 1 });
    const working = here.idempotency.once(requestOf(), slow.run);
    await slow.begun;
    const seen = there.store.next('look');
    const waiting = there.idempotency.once(requestOf(), slow.run);
    await seen;
    return { working, waiting };
  };
  const claimedUntil = async (): Promise<number> => {
    const row = await place.database.attempt((db) =>
      db.selectFrom('idempotency').select('claimed_until').executeTakeFirstOrThrow(),
    );
    return row.claimed_until;
  };

  it('runs out without signs of life: then one of those who wait takes over', async () => {
    const other = replicaOn(await place.replica(), clock);
    const dead = new SlowWork<string>();
    const lost = here.idempotency.once(requestOf(), dead.run);
    await dead.begun;
    const seen = Promise.all([there, other].map(({ store }) => store.next('look')));
    const waiting = [there, there, other, other].map(({ idempotency }) =>
      idempotency.once(requestOf(), slow.run),
    );
    await seen;
    expect(slow.calls).toBe(0);
    clock.advance(LEASE_MS + 1);
    await slow.begun;
    slow.finish('done anew');
    const asked = await Promise.all(waiting);
    expect(asked.map(({ answer }) => answer)).toEqual(Array(4).fill('done anew'));
    expect(slow.calls).toBe(1);
    // Only a process that ends stops; this one goes on, and has to leave no timer behind.
    dead.finish('too late');
    await lost;
  });

  it('lasts for as long as there are signs of life', async () => {
    const { working, waiting } = await waitingThere();
    for (let at = 0; at < 5; at += 1) {
      clock.advance(LEASE_MS - 1);
      while ((await claimedUntil()) < clock.now() + LEASE_MS) await here.store.next('renew');
      await there.store.next('look');
    }
    slow.finish('done');
    expect(await working).toEqual({ answer: 'done', replayed: false });
    expect(await waiting).toEqual({ answer: 'done', replayed: true });
    expect(slow.calls).toBe(1);
  });

  it('is renewed no more when the work is done', async () => {
    here = replicaOn(place.database, clock, { heartbeatMs: 1 });
    const renew = jest.spyOn(here.store, 'renew');
    const { working, waiting } = await waitingThere();
    await here.store.next('renew');
    slow.finish('done');
    await working;
    const shown = renew.mock.calls.length;
    await waiting;
    for (let at = 0; at < 20; at += 1) await there.idempotency.once(requestOf(), slow.run);
    expect(renew.mock.calls).toHaveLength(shown);
  });

  it('once lost, leaves the answer to who took over; who lost it answers its own caller', async () => {
    const hung = new SlowWork<string>();
    const first = here.idempotency.once(requestOf(), hung.run);
    await hung.begun;
    const besideIt = here.idempotency.once(requestOf(), hung.run);
    clock.advance(LEASE_MS + 1);
    const second = there.idempotency.once(requestOf(), slow.run);
    await slow.begun;
    hung.finish('late');
    expect(await first).toEqual({ answer: 'late', replayed: false });
    slow.finish('done');
    expect(await second).toEqual({ answer: 'done', replayed: false });
    expect(await besideIt).toEqual({ answer: 'done', replayed: true });
    expect(await here.idempotency.once(requestOf(), hung.run)).toEqual({ answer: 'done', replayed: true });
  });

  it('once lost, is not given up for who took over', async () => {
    const hung = new SlowWork<string>();
    const first = here.idempotency.once(requestOf(), hung.run);
    await hung.begun;
    clock.advance(LEASE_MS + 1);
    const second = there.idempotency.once(requestOf(), slow.run);
    await slow.begun;
    hung.fail(new Error('late'));
    await expect(first).rejects.toThrow('late');
    slow.finish('done');
    await second;
    expect(await here.idempotency.once(requestOf(), hung.run)).toEqual({ answer: 'done', replayed: true });
  });
});
