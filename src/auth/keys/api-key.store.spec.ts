import type { Database } from '../../storage';
import { ENGINES, TestStore } from '../../storage/store.fixture';
import type { ApiKey } from './api-key';
import { ApiKeyStore } from './api-key.store';

const KEY: ApiKey = {
  id: 'abc',
  name: 'Ünïcode',
  role: 'member',
  hash: 'h',
  allowedIps: [],
  rateLimit: undefined,
  createdAt: 1_789_000_000_000,
  expiresAt: undefined,
  revokedAt: undefined,
};

describe.each(ENGINES)('the table of keys on %s', (engine) => {
  let place: TestStore;
  let database: Database;
  let store: ApiKeyStore;
  beforeEach(async () => {
    place = await TestStore.create(engine);
    database = await place.open();
    store = new ApiKeyStore(database);
    expect(await store.isEmpty()).toBe(true);
  });
  afterEach(() => place.remove());

  it.each<[string, Partial<ApiKey>]>([
    ['plain', {}],
    ['with networks', { allowedIps: ['10.0.0.0/8', '2001:db8::/32'] }],
    ['with a limit', { rateLimit: { maxRequests: 100, windowSeconds: 60 } }],
    ['that ends', { expiresAt: 1_799_000_000_000 }],
    ['that was revoked', { revokedAt: 1_789_000_000_001 }],
  ])('gives a key %s back as it was added', async (_, part) => {
    const key = { ...KEY, ...part };
    await store.add(key);
    expect(await store.find('abc')).toEqual(key);
    expect(await store.isEmpty()).toBe(false);
  });

  it.each(['ABC', 'ab', 'abc ', '', "' or '1'='1", '%'])('finds nothing under %j', async (id) => {
    await store.add(KEY);
    expect(await store.find(id)).toBeUndefined();
  });

  it('keeps the first of two keys of one id', async () => {
    await Promise.all([store.add(KEY), store.add(KEY)]);
    await store.add({ ...KEY, role: 'admin', hash: 'other' });
    expect(await store.list()).toEqual([KEY]);
  });

  it('lists by age, then id', async () => {
    const keys = [
      { ...KEY, id: 'b', createdAt: 2 },
      { ...KEY, id: 'a', createdAt: 2 },
      { ...KEY, id: 'c', createdAt: 1 },
    ];
    for (const key of keys) await store.add(key);
    expect((await store.list()).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  it('revokes once, and keeps the time of it', async () => {
    await store.add(KEY);
    expect(await store.revoke('abc', 5)).toBe(true);
    expect(await store.revoke('abc', 6)).toBe(false);
    expect(await store.revoke('nobody', 6)).toBe(false);
    expect((await store.find('abc'))?.revokedAt).toBe(5);
  });

  it('has one winner of several revocations at once', async () => {
    await store.add(KEY);
    const won = await Promise.all([1, 2, 3, 4].map((at) => store.revoke('abc', at)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('refuses when the store is gone', async () => {
    await database.close();
    const unavailable = expect.objectContaining({ code: 'store_unavailable' });
    await expect(store.find('abc')).rejects.toEqual(unavailable);
    await expect(store.add(KEY)).rejects.toEqual(unavailable);
    await expect(store.list()).rejects.toEqual(unavailable);
    await expect(store.revoke('abc', 1)).rejects.toEqual(unavailable);
  });
});
