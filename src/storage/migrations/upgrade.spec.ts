import { sql } from 'kysely';
import { ApiKeyStore } from '../../auth/keys/api-key.store';
import { keySecretsOf, storedKey } from '../../auth/keys/keys.fixture';
import type { DatabaseConfig } from '../../config';
import type { Database } from '../database';
import type { Schema } from '../schema';
import { ENGINES, storeOfBlock, TestStore } from '../store.fixture';
import { MIGRATIONS } from '.';
import { asBefore } from './former-release.fixture';

/** Rows as the first release wrote them. */
const OLD_KEY = {
  id: 'abcdefghijkl',
  name: 'ünï “quoted”; --',
  role: 'analyst',
  hash: 'h'.repeat(43),
  allowed_ips: '["10.0.0.0/8"]',
  rate_limit_max: 5,
  rate_limit_window_seconds: 60,
  created_at: 1_789_000_000_000,
  expires_at: 1_999_000_000_000,
  revoked_at: null,
};
const PLAIN_KEY = {
  ...OLD_KEY,
  id: 'bbbbbbbbbbbb',
  role: 'admin',
  allowed_ips: '[]',
  rate_limit_max: null,
  rate_limit_window_seconds: null,
  expires_at: null,
  revoked_at: 1_789_000_000_001,
};
const OLD_CALL = {
  id: 'row',
  request_id: 'req',
  principal: 'key:abcdefghijkl',
  key_id: 'abcdefghijkl',
  route: '/api/query',
  upstream: 'fake',
  model: 'm',
  input_tokens: 1,
  output_tokens: 2,
  cache_write_5m_tokens: 3,
  cache_write_1h_tokens: 4,
  cache_read_tokens: 5,
  cost_micro_usd: 2 ** 53 - 1,
  outcome: 'answered',
  latency_ms: 6,
  first_token_ms: null,
  created_at: 1_789_000_000_000,
};

/** Leaves a store as the first release left it. */
const asAtFirst = (config: DatabaseConfig): Promise<void> =>
  asBefore(config, '0002', async (db) => {
    await db.insertInto('api_keys').values([OLD_KEY, PLAIN_KEY]).execute();
    await db.insertInto('ledger').values(OLD_CALL).execute();
  });

describe.each(ENGINES)('a store of the first release, on %s,', (engine) => {
  let place: TestStore;
  let database: Database;
  beforeAll(async () => {
    place = await TestStore.create(engine);
    await asAtFirst(place.config);
    database = await place.open();
  });
  afterAll(() => place.remove());

  const all = (table: Exclude<keyof Schema, 'budget_counters'>): Promise<readonly unknown[]> =>
    database.attempt((db) => db.selectFrom(table).selectAll().orderBy('id').execute());

  it('keeps its keys, which may do what they could, and nothing that is new', async () => {
    const added = {
      mode: 'full',
      allowed_origins: '[]',
      models: '[]',
      query_types: '[]',
      max_concurrency: null,
      budget_micro_usd: null,
      budget_period: null,
      budget_soft_percent: null,
      signing_secret: null,
      previous_hash: null,
      previous_signing_secret: null,
      previous_until: null,
      tokens_valid_from: 0,
      capabilities: '[]',
      on_disconnect: 'abort',
    };
    expect(await all('api_keys')).toEqual([
      { ...OLD_KEY, ...added },
      { ...PLAIN_KEY, ...added },
    ]);
  });

  it('keeps its ledger to the micro-USD, by no token, each asked once', async () => {
    const added = {
      token_id: null,
      attempts: 1,
      session_id: null,
      state: 'settled',
      ceiling_micro_usd: 0,
      worker: null,
      deadline_at: null,
      user_id: null,
      token_has_budget: 0,
      query_type: null,
      web_searches: 0,
    };
    expect(await all('ledger')).toEqual([{ ...OLD_CALL, ...added }]);
  });

  it('has counted what its keys have spent', async () => {
    const rows = await database.attempt((db) =>
      db.selectFrom('budget_counters').selectAll().orderBy('scope').orderBy('period').execute(),
    );
    const none = { reserved_micro_usd: 0, warned_micro_usd: null };
    const spent = { spent_micro_usd: 2 ** 53 - 1, ...none };
    expect(rows).toEqual([
      { scope: 'gateway', period: '2026-09-10', ...spent },
      { scope: 'key:abcdefghijkl', period: '2026-09', ...spent },
      { scope: 'key:abcdefghijkl', period: '2026-09-10', ...spent },
      { scope: 'key:abcdefghijkl', period: 'total', ...spent },
    ]);
  });

  it('has nobody who logs in, and nothing that they would leave', async () => {
    for (const table of ['users', 'sessions', 'revoked_tokens', 'browser_tokens'] as const)
      expect(await all(table)).toEqual([]);
  });

  it('is brought up to date once, also by two replicas that start at once, and has keys that these read and change', async () => {
    const other = await TestStore.create(engine);
    await asAtFirst(other.config);
    const replicas = await Promise.all([other.open(), other.open()]);
    for (const replica of replicas) {
      const { rows } = await replica.attempt((db) =>
        sql<{ name: string }>`select name from kysely_migration`.execute(db),
      );
      expect(rows).toHaveLength(Object.keys(MIGRATIONS).length);
    }
    const keys = new ApiKeyStore(replicas[0]);
    const { hash, role } = OLD_KEY;
    const expected = storedKey({
      id: OLD_KEY.id,
      name: OLD_KEY.name,
      role: role as 'analyst',
      hash,
      allowedIps: ['10.0.0.0/8'],
      rateLimit: { maxRequests: 5, windowSeconds: 60 },
      expiresAt: OLD_KEY.expires_at,
    });
    expect(await keys.find(OLD_KEY.id)).toEqual(expected);
    const { stored } = keySecretsOf().make({ id: OLD_KEY.id, signed: true });
    const after = {
      ...expected,
      ...stored,
      mode: 'viewer',
      previous: { hash, signingSecret: undefined, until: 5 },
    } as const;
    await keys.change(OLD_KEY.id, () => after);
    expect(await keys.find(OLD_KEY.id)).toEqual(after);
    await other.remove();
  });
});

describe('a store of this release', () => {
  const place = storeOfBlock('sqlite');

  it.each([{ mode: null }, { allowed_origins: null }, { models: null }, { query_types: null }])(
    'has no key without %j',
    async (part) => {
      const { id, name, role, hash, allowed_ips, created_at } = OLD_KEY;
      const insert = place.database.attempt((db) =>
        db
          .insertInto('api_keys')
          .values({ id, name, role, hash, allowed_ips, created_at, ...part } as never)
          .execute(),
      );
      await expect(insert).rejects.toMatchObject({ code: 'store_unavailable' });
    },
  );
});
