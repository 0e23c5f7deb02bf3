import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import type { IdempotencyRow } from '../storage';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { IdempotencyStore, LEASE_MS } from './idempotency.store';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const NOW = 1_789_000_000_000;
const TICKET = { id: 'row-1', fingerprint: 'body-1' };
const OTHER_BODY = { id: 'row-1', fingerprint: 'body-2' };

describe.each(ENGINES)('the table of requests that are answered once on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  let store: IdempotencyStore;
  beforeEach(() => {
    clock = new FixedClock(NOW);
    store = new IdempotencyStore(place.database, clock);
  });
  const rows = (): Promise<readonly IdempotencyRow[]> =>
    place.database.attempt((db) => db.selectFrom('idempotency').selectAll().orderBy('id').execute());

  it('gives a request to one of many at once, on two replicas, be it new, orphaned or old', async () => {
    const other = new IdempotencyStore(await place.replica(), clock);
    for (const pass of [0, LEASE_MS + 1, DAY_MS]) {
      clock.advance(pass);
      const standings = await Promise.all(
        Array.from({ length: 30 }, (_, at) =>
          (at % 2 === 0 ? store : other).claim(TICKET, `worker-${String(at)}`),
        ),
      );
      expect(standings.filter((standing) => standing.state === 'ours')).toHaveLength(1);
      expect(standings.filter((standing) => standing.state === 'busy')).toHaveLength(29);
    }
  });

  it('has one row of a claim, and one of its answer', async () => {
    expect(await store.look(TICKET)).toEqual({ state: 'free' });
    await store.claim(TICKET, 'a');
    const row = { ...TICKET, answer: null, worker: 'a', claimed_until: NOW + LEASE_MS };
    expect(await rows()).toEqual([{ ...row, expires_at: NOW + DAY_MS }]);
    clock.advance(1000);
    expect(await store.keep(TICKET, 'a', 'sealed')).toBe(true);
    expect(await rows()).toEqual([{ ...row, answer: 'sealed', expires_at: NOW + 1000 + DAY_MS }]);
    expect(await store.look(TICKET)).toEqual({ state: 'answered', sealed: 'sealed' });
    expect(await store.claim(TICKET, 'b')).toEqual({ state: 'answered', sealed: 'sealed' });
  });

  it('believes in a worker until its lease has run out, and after each sign of life anew', async () => {
    await store.claim(TICKET, 'a');
    clock.advance(LEASE_MS);
    expect(await store.claim(TICKET, 'b')).toEqual({ state: 'busy' });
    await store.renew(TICKET, 'a');
    await store.renew(TICKET, 'b');
    clock.advance(LEASE_MS);
    expect(await store.claim(TICKET, 'b')).toEqual({ state: 'busy' });
    clock.advance(1);
    expect(await store.look(TICKET)).toEqual({ state: 'free' });
    expect(await store.claim(TICKET, 'b')).toEqual({ state: 'ours' });
    expect(await store.look(TICKET)).toEqual({ state: 'busy' });
  });

  it('lets nobody touch the row of a later claim', async () => {
    await store.claim(TICKET, 'a');
    clock.advance(LEASE_MS + 1);
    await store.claim(TICKET, 'b');
    const before = await rows();
    expect(await store.keep(TICKET, 'a', 'late')).toBe(false);
    clock.advance(1);
    await store.renew(TICKET, 'a');
    await store.release(TICKET, 'a');
    expect(await rows()).toEqual(before);
    await store.release(TICKET, 'b');
    expect(await rows()).toEqual([]);
    expect(await store.keep(TICKET, 'b', 'late')).toBe(false);
  });

  it.each([
    ['under way', 0, undefined],
    ['orphaned', LEASE_MS + 1, undefined],
    ['answered', 0, 'sealed'],
  ])('refuses another body while the first is %s', async (_, pass, sealed) => {
    await store.claim(TICKET, 'a');
    clock.advance(pass);
    if (sealed !== undefined) await store.keep(TICKET, 'a', sealed);
    const before = await rows();
    for (const work of [
      () => store.claim(OTHER_BODY, 'b'),
      () => store.claim(OTHER_BODY, 'b', 'sealed'),
      () => store.look(OTHER_BODY),
    ])
      expect((await refusalOf(work)).code).toBe('idempotency_conflict');
    expect(await rows()).toEqual(before);
  });

  it('forgets an answer to the millisecond after 24 hours, also for another body', async () => {
    await store.claim(TICKET, 'a');
    await store.keep(TICKET, 'a', 'sealed');
    clock.advance(DAY_MS - 1);
    expect(await store.look(TICKET)).toMatchObject({ state: 'answered' });
    clock.advance(1);
    expect(await store.look(OTHER_BODY)).toEqual({ state: 'free' });
    expect(await store.claim(OTHER_BODY, 'b')).toEqual({ state: 'ours' });
    expect(await rows()).toMatchObject([{ ...OTHER_BODY, answer: null, worker: 'b' }]);
  });

  it('replaces an answer that is of no use, unless there is another by now', async () => {
    await store.claim(TICKET, 'a');
    await store.keep(TICKET, 'a', 'useless');
    expect(await store.claim(TICKET, 'b', 'older')).toEqual({ state: 'answered', sealed: 'useless' });
    expect(await store.claim(TICKET, 'b', 'useless')).toEqual({ state: 'ours' });
    expect(await store.claim(TICKET, 'c', 'useless')).toEqual({ state: 'busy' });
  });

  it('sweeps out what has run out, however much, and at most once a minute', async () => {
    const add = (from: number, count: number): Promise<unknown> =>
      place.database.attempt((db) =>
        db
          .insertInto('idempotency')
          .values(
            Array.from({ length: count }, (_, at) => ({
              id: `old-${String(from + at)}`,
              fingerprint: 'x',
              answer: null,
              worker: 'x',
              claimed_until: 0,
              expires_at: NOW,
            })),
          )
          .execute(),
      );
    for (const from of [0, 400, 800]) await add(from, 400);
    await store.claim(TICKET, 'a');
    await store.sweep();
    expect((await rows()).map(({ id }) => id)).toEqual([TICKET.id]);
    await add(0, 1);
    clock.advance(MINUTE_MS - 1);
    await store.sweep();
    expect(await rows()).toHaveLength(2);
    clock.advance(1);
    await store.sweep();
    expect(await rows()).toHaveLength(1);
  });

  it.each<[string, (gone: IdempotencyStore) => Promise<unknown>]>([
    ['claim', (gone) => gone.claim(TICKET, 'a')],
    ['look', (gone) => gone.look(TICKET)],
    ['renew', (gone) => gone.renew(TICKET, 'a')],
    ['keep', (gone) => gone.keep(TICKET, 'a', 'sealed')],
    ['release', (gone) => gone.release(TICKET, 'a')],
    ['sweep', (gone) => gone.sweep()],
  ])('refuses to %s when the store is gone', async (_, work) => {
    const gone = new IdempotencyStore(await place.gone(), clock);
    expect((await refusalOf(() => work(gone))).code).toBe('store_unavailable');
  });
});
