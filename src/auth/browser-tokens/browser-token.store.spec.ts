import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import type { BrowserTokenRow } from '../../storage';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { BrowserTokenStore } from './browser-token.store';

const NOW = 1_789_000_000_000;
const ORIGIN = 'https://app.example.com';
const TOKEN: BrowserTokenRow = {
  id: 'token-1',
  parent: 'key:abcdefghijkl',
  origin: ORIGIN,
  max_requests: null,
  max_cost_micro_usd: null,
  requests: 0,
  expires_at: NOW + 300_000,
};

describe.each(ENGINES)('the table of browser tokens on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  let store: BrowserTokenStore;
  beforeEach(() => {
    clock = new FixedClock(NOW);
    store = new BrowserTokenStore(place.database, clock);
  });

  const rows = (): Promise<readonly BrowserTokenRow[]> =>
    place.database.attempt((db) => db.selectFrom('browser_tokens').selectAll().orderBy('id').execute());

  it('keeps a token as it was minted, until another is minted after its end', async () => {
    await store.add({ ...TOKEN, max_requests: 5, max_cost_micro_usd: 2 ** 53 - 1 });
    clock.advance(300_000);
    await store.add({ ...TOKEN, id: 'token-2' });
    expect(await rows()).toMatchObject([
      { max_requests: 5, max_cost_micro_usd: 2 ** 53 - 1 },
      { id: 'token-2' },
    ]);
    clock.advance(1);
    await store.add({ ...TOKEN, id: 'token-3', expires_at: NOW + 900_000 });
    expect((await rows()).map(({ id }) => id)).toEqual(['token-3']);
  });

  it('knows the origins of tokens that are still good, each once', async () => {
    await store.add(TOKEN);
    await store.add({ ...TOKEN, id: 'token-2' });
    await store.add({ ...TOKEN, id: 'token-3', origin: 'https://other.example.com', expires_at: NOW + 1 });
    expect([...(await store.origins())].sort()).toEqual([ORIGIN, 'https://other.example.com']);
    clock.advance(299_999);
    expect(await store.origins()).toEqual([ORIGIN]);
    clock.advance(1);
    expect(await store.origins()).toEqual([]);
  });

  it('counts without end where there is no cap', async () => {
    await store.add(TOKEN);
    for (let at = 0; at < 5; at += 1) expect(await store.count('token-1')).toBeUndefined();
    expect(await rows()).toMatchObject([{ requests: 5 }]);
  });

  it('of many at once counts as many as the cap says, on two replicas, and then tells how many', async () => {
    const other = new BrowserTokenStore(await place.replica(), clock);
    await store.add({ ...TOKEN, max_requests: 7 });
    await store.add({ ...TOKEN, id: 'token-2', max_requests: 1 });
    const states = await Promise.all(
      Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? store : other).count('token-1')),
    );
    expect(states.filter((state) => state === undefined)).toHaveLength(7);
    expect(states.find((state) => state !== undefined)).toEqual({ maxRequests: 7, requests: 7 });
    expect(await rows()).toMatchObject([{ requests: 7 }, { requests: 0 }]);
  });

  it('counts requests alone: what they cost is the concern of the budgets', async () => {
    await store.add({ ...TOKEN, max_cost_micro_usd: 0 });
    for (let at = 0; at < 3; at += 1) expect(await store.count('token-1')).toBeUndefined();
    expect(await rows()).toMatchObject([{ requests: 3 }]);
  });

  it('counts nothing of a token that it does not know', async () => {
    expect(await store.count('token-9')).toEqual({ maxRequests: 0, requests: 0 });
  });

  it.each<[string, (gone: BrowserTokenStore) => Promise<unknown>]>([
    ['add', (gone) => gone.add(TOKEN)],
    ['count', (gone) => gone.count('token-1')],
    ['list origins', (gone) => gone.origins()],
  ])('refuses to %s when the store is gone', async (_, work) => {
    const gone = new BrowserTokenStore(await place.gone(), clock);
    expect((await refusalOf(() => work(gone))).code).toBe('store_unavailable');
  });
});
