import { principalOf } from '../../auth/principal.fixture';
import { RequestRecords, type RequestRecord } from '../../http';
import { recordOf } from '../../http/records.fixture';
import { GatewayError, microUsd, NO_USAGE, type ModelCall } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { TrafficCounts } from './traffic-counts';
import { SLOTS_SHOWN, type TrafficView } from './traffic-view';
import { TrafficWindow } from './traffic-window';
import { TrafficStore } from './traffic.store';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const CALL = {
  usage: { ...NO_USAGE, inputTokens: 30, outputTokens: 4, cacheReadTokens: 500 },
  cost: microUsd(1500n),
} as ModelCall;

const took = (ms: number, given: Partial<RequestRecord> = {}, at = NOON): RequestRecord =>
  recordOf({ startedAt: at - ms, endedAt: at, ...given });
const refused = (code: 'rate_limited' | 'budget_exhausted' | 'store_unavailable'): Partial<RequestRecord> => {
  const failure = new GatewayError(code, 'x');
  return { outcome: 'refused', status: failure.status, failure };
};

describe.each(ENGINES)('traffic on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  beforeEach(() => {
    clock = new FixedClock(NOON);
  });

  /** One replica: what it counts, and what it sees. */
  function replica(database = place.database): {
    readonly counts: TrafficCounts;
    readonly window: TrafficWindow;
    readonly store: TrafficStore;
  } {
    const store = new TrafficStore(database);
    const counts = new TrafficCounts(store, new RequestRecords(), clock);
    return { store, counts, window: new TrafficWindow(store, counts, clock) };
  }
  const last = ({ slots }: TrafficView): TrafficView['slots'][number] | undefined => slots.at(-1);

  it('is every request by what came of it, with the calls that it took', async () => {
    const { counts, window } = replica();
    for (const record of [
      took(100, { calls: [CALL, CALL] }),
      took(5, refused('rate_limited')),
      took(5, refused('rate_limited')),
      took(5, refused('budget_exhausted')),
      took(100, refused('store_unavailable')),
      took(100, { outcome: 'client_left' }),
    ])
      counts.note(record);
    const view = await window.now();
    expect(last(view)).toMatchObject({
      at: '2026-11-21T12:00:00.000Z',
      requests: 6,
      refused: { budget: 1, throttling: 2 },
      failed: 1,
      input_tokens: 60,
      output_tokens: 8,
      cost_usd: 0.003,
    });
    expect(view.slots).toHaveLength(SLOTS_SHOWN);
    expect(view.slots[0]).toMatchObject({ at: '2026-11-21T11:45:15.000Z', requests: 0, p50_ms: null });
    expect(view.totals).toMatchObject({ requests: 6, refused: { budget: 1, throttling: 2 }, failed: 1 });
  });

  it.each(['/health/ready', '/metrics', '/docs/:file', '/dashboard', '/openapi.json', '/api/live', '/'])(
    'is nothing that %s was asked',
    async (route) => {
      const { counts, window } = replica();
      counts.note(took(5, { route }));
      counts.note(took(600_000, { isFeed: true, route: '/api/another' }));
      expect((await window.now()).totals.requests).toBe(0);
    },
  );

  it('is told with how long requests took, to nine percent', async () => {
    const { counts, window } = replica();
    for (let ms = 1; ms <= 1000; ms += 1) counts.note(took(ms));
    const { p50_ms: half, p95_ms: most } = (await window.now()).totals;
    expect(Math.abs((half ?? 0) / 500 - 1)).toBeLessThan(0.092);
    expect(Math.abs((most ?? 0) / 950 - 1)).toBeLessThan(0.092);
  });

  it('is that of all replicas, also of one whose counts come late', async () => {
    const [one, other] = [replica(), replica(await place.replica())];
    one.counts.note(took(5));
    other.counts.note(took(5));
    await other.counts.write();
    expect((await one.window.now()).totals.requests).toBe(2);
    other.counts.note(took(5, {}, NOON - 300_000));
    await other.counts.write();
    expect((await one.window.now()).totals.requests).toBe(2);
    clock.advance(15_000);
    const view = await one.window.now();
    expect([view.totals.requests, last(view)?.requests, view.slots.at(-2)?.requests]).toEqual([3, 0, 2]);
    clock.advance(SLOTS_SHOWN * 15_000);
    expect((await one.window.now()).totals.requests).toBe(0);
  });

  it('is kept while the store is away, and written once it is back', async () => {
    const { counts, store } = replica();
    const add = jest.spyOn(store, 'add').mockRejectedValueOnce(new GatewayError('store_unavailable', 'away'));
    counts.note(took(5));
    await expect(counts.write()).rejects.toThrow('away');
    counts.note(took(5));
    await counts.beforeApplicationShutdown();
    add.mockRestore();
    expect((await replica().window.now()).totals.requests).toBe(2);
  });

  it('adds up by day, for everybody and for whose credential it was', async () => {
    const { counts, store } = replica();
    const mine = principalOf({ countedAs: 'key:mine' });
    counts.note(took(5, { principal: mine, calls: [CALL] }));
    counts.note(took(5, { principal: principalOf({ countedAs: 'user:other' }), calls: [CALL, CALL] }));
    counts.note(took(5, { principal: mine }));
    counts.note(took(5, { principal: mine, calls: [CALL] }, NOON - 86_400_000));
    await counts.write();
    expect(await store.day(NOON, 'gateway')).toEqual({ requests: 3, input_tokens: 90, output_tokens: 12 });
    expect(await store.day(NOON, 'key:mine')).toEqual({ requests: 1, input_tokens: 30, output_tokens: 4 });
    expect(await store.day(NOON, 'key:nobody')).toEqual({ requests: 0, input_tokens: 0, output_tokens: 0 });
    await store.forget(NOON - 86_400_000);
    expect(await store.day(NOON - 86_400_000, 'key:mine')).toMatchObject({ requests: 0 });
    expect(await store.day(NOON, 'key:mine')).toMatchObject({ requests: 1 });
  });
});
