import fc from 'fast-check';
import { GatewayError, microUsd } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import type { Paging } from '../paging';
import type { ApiKey } from './api-key';
import { ApiKeyStore } from './api-key.store';
import { BOUNDS, storedKey } from './keys.fixture';

const KEY = storedKey({ name: 'Ünïcode' });

const pageOf = (part: Partial<Paging<'created_at' | 'name'>> = {}): Paging<'created_at' | 'name'> => ({
  page: 1,
  limit: 50,
  offset: 0,
  column: 'created_at',
  descending: false,
  ...part,
});

describe.each(ENGINES)('the table of keys on %s', (engine) => {
  const place = storeOfBlock(engine);
  let store: ApiKeyStore;
  beforeEach(async () => {
    store = new ApiKeyStore(place.database);
    expect(await store.isEmpty()).toBe(true);
  });

  it.each<[string, Partial<ApiKey>]>([
    ['plain', {}],
    ['with every bound', BOUNDS],
    ['that may spend nothing', { budget: { ...BOUNDS.budget, limit: microUsd(0n) } }],
    ['that is warned at its own percent', { budget: { ...BOUNDS.budget, softPercent: 1 } }],
    ['that signs', { signingSecret: 'sealed' }],
    ['that was rotated', { previous: { hash: 'old', signingSecret: undefined, until: 5 } }],
    [
      'that signs and was rotated',
      { signingSecret: 's', previous: { hash: 'old', signingSecret: 't', until: 5 } },
    ],
    ['that was revoked', { revokedAt: 1_789_000_000_001 }],
  ])('gives a key %s back as it was added', async (_, part) => {
    const key = { ...KEY, ...part };
    await store.add(key);
    expect(await store.find(KEY.id)).toEqual(key);
    expect(await store.isEmpty()).toBe(false);
  });

  it.each([KEY.id.toUpperCase(), KEY.id.slice(1), `${KEY.id} `, '', "' or '1'='1", '%'])(
    'finds nothing under %j',
    async (id) => {
      await store.add(KEY);
      expect(await store.find(id)).toBeUndefined();
      expect(await store.change(id, (key) => key)).toBeUndefined();
    },
  );

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

  it('pages through all keys, each once, in the order that was asked for, ties by id', async () => {
    const keys = Array.from({ length: 7 }, (_, at) => ({
      ...KEY,
      id: `id-${String(at)}`,
      name: ['b', 'a', 'c'][at % 3] ?? '',
      createdAt: Math.floor(at / 3),
    }));
    for (const key of keys) await store.add(key);
    const column = fc.constantFrom('created_at', 'name');
    await fc.assert(
      fc.asyncProperty(
        column,
        fc.boolean(),
        fc.integer({ min: 1, max: 8 }),
        async (by, descending, limit) => {
          const found: ApiKey[] = [];
          for (let offset = 0; offset <= keys.length; offset += limit) {
            const page = await store.page(pageOf({ column: by, descending, limit, offset }));
            expect(page.total).toBe(7);
            found.push(...page.rows);
          }
          const ordered = [...keys].sort((a, b) => {
            const sign = descending ? -1 : 1;
            const value = (key: ApiKey): string =>
              `${String(by === 'name' ? key.name : key.createdAt)} ${key.id}`;
            return sign * (value(a) < value(b) ? -1 : 1);
          });
          expect(found).toEqual(ordered);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('has an empty page past the last one, and says how many keys there are', async () => {
    await store.add(KEY);
    expect(await store.page(pageOf({ page: 99, offset: 4900 }))).toEqual({ rows: [], total: 1 });
  });

  it('knows the origins of keys in use, and of no others', async () => {
    const keys: [string, readonly string[], Partial<ApiKey>][] = [
      ['servers', [], {}],
      ['anywhere', ['*'], {}],
      ['one', ['https://a.example.com'], {}],
      ['same', ['https://a.example.com'], {}],
      ['two', ['https://*.example.org', 'http://localhost:3000', '*'], {}],
      ['gone', ['https://gone.example.com'], { revokedAt: 1 }],
      ['over', ['https://over.example.com'], { expiresAt: 5 }],
      ['not over', ['https://b.example.com'], { expiresAt: 6 }],
    ];
    for (const [id, allowedOrigins, part] of keys) await store.add({ ...KEY, id, allowedOrigins, ...part });
    expect([...(await store.origins(5))].sort()).toEqual([
      'http://localhost:3000',
      'https://*.example.org',
      'https://a.example.com',
      'https://b.example.com',
    ]);
  });

  describe('a change', () => {
    it('is what was decided, with what was there before', async () => {
      await store.add(KEY);
      const after = { ...KEY, ...BOUNDS, name: 'changed' };
      expect(await store.change(KEY.id, () => after)).toEqual({ before: KEY, after });
      expect(await store.find(KEY.id)).toEqual(after);
    });

    it('to nothing deletes the key, and no other', async () => {
      await store.add(KEY);
      await store.add({ ...KEY, id: 'other' });
      expect(await store.change(KEY.id, () => undefined)).toEqual({ before: KEY, after: undefined });
      expect((await store.list()).map(({ id }) => id)).toEqual(['other']);
    });

    it.each<[string, (store: ApiKeyStore) => Promise<unknown>]>([
      [
        'deciding',
        (keys) =>
          keys.change(KEY.id, () => {
            throw new GatewayError('role_denied', 'no');
          }),
      ],
      [
        'looking at what it came to',
        (keys) =>
          keys.change(
            KEY.id,
            (key) => ({ ...key, name: 'changed' }),
            () => Promise.reject(new GatewayError('role_denied', 'no')),
          ),
      ],
      [
        'looking at what is left',
        (keys) =>
          keys.change(
            KEY.id,
            () => undefined,
            () => Promise.reject(new GatewayError('role_denied', 'no')),
          ),
      ],
    ])('leaves all as it was when %s throws', async (_, work) => {
      await store.add(KEY);
      expect((await refusalOf(() => work(store))).code).toBe('role_denied');
      expect(await store.list()).toEqual([KEY]);
    });

    it('loses nothing of many at once, by two replicas', async () => {
      await store.add({ ...KEY, maxConcurrency: 0 });
      const other = new ApiKeyStore(await place.replica());
      const more = (key: ApiKey): ApiKey => ({ ...key, maxConcurrency: (key.maxConcurrency ?? 0) + 1 });
      await Promise.all(
        Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? store : other).change(KEY.id, more)),
      );
      expect((await store.find(KEY.id))?.maxConcurrency).toBe(8);
    });
  });

  it('puts secrets in another form, unless they have changed meanwhile', async () => {
    await store.add(KEY);
    await store.reseal({ ...KEY, hash: 'stale' }, { hash: 'new', signingSecret: 'sealed' });
    expect(await store.find(KEY.id)).toEqual(KEY);
    await store.reseal(KEY, { hash: 'new', signingSecret: 'sealed' });
    expect(await store.find(KEY.id)).toEqual({ ...KEY, hash: 'new', signingSecret: 'sealed' });
  });

  it.each<[string, (store: ApiKeyStore) => Promise<unknown>]>([
    ['find', (keys) => keys.find('abc')],
    ['add', (keys) => keys.add(KEY)],
    ['list', (keys) => keys.list()],
    ['page', (keys) => keys.page(pageOf())],
    ['origins', (keys) => keys.origins(0)],
    ['change', (keys) => keys.change('abc', (key) => key)],
    ['reseal', (keys) => keys.reseal(KEY, KEY)],
  ])('refuses to %s when the store is gone', async (_, work) => {
    const gone = new ApiKeyStore(await place.gone());
    expect((await refusalOf(() => work(gone))).code).toBe('store_unavailable');
  });
});
