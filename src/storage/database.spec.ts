import { sql } from 'kysely';
import { refusalOf } from '../kernel/refusal.fixture';
import type { Database } from './database';
import { MIGRATIONS } from './migrations';
import type { ApiKeyRow, LedgerRow } from './schema';
import { ENGINES, storeOfBlock, TestStore } from './store.fixture';

const LARGE = 2 ** 53 - 1;

const KEY: ApiKeyRow = {
  id: 'abc',
  name: 'ünï “quoted”; --',
  role: 'member',
  mode: 'full',
  hash: 'h',
  allowed_ips: '[]',
  allowed_origins: '[]',
  models: '[]',
  query_types: '[]',
  capabilities: '[]',
  on_disconnect: 'abort',
  rate_limit_max: null,
  rate_limit_window_seconds: null,
  max_concurrency: null,
  budget_micro_usd: LARGE,
  budget_period: 'total',
  budget_soft_percent: 80,
  signing_secret: null,
  previous_hash: null,
  previous_signing_secret: null,
  previous_until: null,
  tokens_valid_from: 0,
  created_at: 1_789_000_000_123,
  expires_at: null,
  revoked_at: null,
};

const ROW: LedgerRow = {
  id: 'row',
  request_id: 'req',
  principal: 'key:abc',
  key_id: null,
  user_id: 'usr',
  token_id: null,
  token_has_budget: 0,
  route: '/api/query',
  query_type: null,
  upstream: 'fake',
  model: 'm',
  state: 'settled',
  ceiling_micro_usd: LARGE,
  worker: null,
  deadline_at: null,
  input_tokens: LARGE,
  output_tokens: 0,
  cache_write_5m_tokens: 1,
  cache_write_1h_tokens: 2,
  cache_read_tokens: 3,
  web_searches: 6,
  cost_micro_usd: LARGE,
  outcome: 'answered',
  latency_ms: 4,
  first_token_ms: null,
  created_at: 1_789_000_000_123,
  attempts: 1,
  session_id: null,
};

describe.each(ENGINES)('a fresh database on %s', (engine) => {
  let store: TestStore;
  beforeEach(async () => {
    store = await TestStore.create(engine);
  });
  afterEach(() => store.remove());

  const migrations = (database: Database): Promise<readonly string[]> =>
    database.attempt(async (db) => {
      const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
        db,
      );
      return rows.map(({ name }) => name);
    });

  it('migrates once, however often it is opened, and keeps what is in it', async () => {
    const first = await store.open();
    await first.attempt((db) => db.insertInto('api_keys').values(KEY).execute());
    const again = await store.open();
    expect(again.engine).toBe(engine);
    expect(await migrations(again)).toEqual(Object.keys(MIGRATIONS));
    expect(await again.attempt((db) => db.selectFrom('api_keys').selectAll().execute())).toEqual([KEY]);
  });

  it('migrates once when several replicas start on a fresh store', async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, () => store.open()));
    for (const replica of replicas) expect(await migrations(replica)).toEqual(Object.keys(MIGRATIONS));
  });
});

describe.each(ENGINES)('a database on %s', (engine) => {
  const place = storeOfBlock(engine);

  it('gives rows back as they went in, large amounts as numbers, nothing as null', async () => {
    const { database } = place;
    await database.attempt((db) => db.insertInto('ledger').values(ROW).execute());
    expect(await database.attempt((db) => db.selectFrom('ledger').selectAll().execute())).toEqual([ROW]);
  });

  it('has one counter of a scope in a period', async () => {
    const { database } = place;
    const counter = {
      scope: 'gateway',
      period: 'total',
      spent_micro_usd: LARGE,
      reserved_micro_usd: 0,
      warned_micro_usd: null,
    };
    const add = (): Promise<unknown> =>
      database.attempt((db) => db.insertInto('budget_counters').values(counter).execute());
    await add();
    expect((await refusalOf(add)).code).toBe('store_unavailable');
    const counters = await database.attempt((db) => db.selectFrom('budget_counters').selectAll().execute());
    expect(counters).toEqual([counter]);
  });

  it('sums and counts in numbers', async () => {
    const { database } = place;
    await database.attempt((db) =>
      db
        .insertInto('ledger')
        .values({ ...ROW, cost_micro_usd: 5 })
        .execute(),
    );
    const totals = await database.attempt((db) =>
      db
        .selectFrom('ledger')
        .select(({ fn }) => [fn.countAll<number>().as('calls'), fn.max('cost_micro_usd').as('dearest')])
        .executeTakeFirstOrThrow(),
    );
    expect(totals).toEqual({ calls: 1, dearest: 5 });
  });

  it.each([
    [
      'a broken rule of the schema',
      (database: Database) =>
        database.attempt(async (db) => {
          await db.insertInto('api_keys').values(KEY).execute();
          await db.insertInto('api_keys').values(KEY).execute();
        }),
    ],
    ['SQL that is none', (database: Database) => database.attempt((db) => sql`selec 1`.execute(db))],
    [
      'a table that is not there',
      (database: Database) => database.attempt((db) => sql`select * from nothing`.execute(db)),
    ],
    [
      'work that throws by itself',
      (database: Database) => database.attempt(() => Promise.reject(new Error('mine'))),
    ],
  ])('turns %s into store_unavailable, its cause for the log only', async (_, work) => {
    const { database } = place;
    const error = await refusalOf(() => work(database));
    expect(error).toMatchObject({ code: 'store_unavailable', extras: { retry_after: 1 } });
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.message).not.toContain((error.cause as Error).message);
  });

  it('refuses after it was closed without having been used', async () => {
    const database = await place.gone();
    expect((await refusalOf(() => database.attempt((db) => sql`select 1`.execute(db)))).code).toBe(
      'store_unavailable',
    );
  });

  it('refuses after it was closed', async () => {
    const database = await place.replica();
    await database.attempt((db) => sql`select 1`.execute(db));
    await database.close();
    expect((await refusalOf(() => database.attempt((db) => sql`select 1`.execute(db)))).code).toBe(
      'store_unavailable',
    );
  });

  it('keeps a transaction apart from everything else that runs, and all or nothing of it', async () => {
    const { database } = place;
    const add = (id: string): Promise<unknown> =>
      database.attempt((db) =>
        db
          .insertInto('api_keys')
          .values({ ...KEY, id })
          .execute(),
      );
    const failing = database.attempt((db) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('api_keys')
          .values({ ...KEY, id: 'inside-1' })
          .execute();
        await transaction
          .insertInto('api_keys')
          .values({ ...KEY, id: 'inside-2' })
          .execute();
        throw new Error('changed my mind');
      }),
    );
    const others = Promise.all(['out-1', 'out-2', 'out-3'].map(add));
    await refusalOf(() => failing);
    await others;
    const rows = await database.attempt((db) =>
      db.selectFrom('api_keys').select('id').orderBy('id').execute(),
    );
    expect(rows.map(({ id }) => id)).toEqual(['out-1', 'out-2', 'out-3']);
  });

  it('keeps a transaction that was committed, with those of others at once', async () => {
    const { database } = place;
    const pair = (name: string): Promise<unknown> =>
      database.attempt((db) =>
        db.transaction().execute(async (transaction) => {
          for (const half of [1, 2]) {
            const id = `${name}-${String(half)}`;
            await transaction
              .insertInto('api_keys')
              .values({ ...KEY, id })
              .execute();
          }
        }),
      );
    await Promise.all(['a', 'b', 'c', 'd'].map(pair));
    const { length } = await database.attempt((db) => db.selectFrom('api_keys').select('id').execute());
    expect(length).toBe(8);
  });
});
