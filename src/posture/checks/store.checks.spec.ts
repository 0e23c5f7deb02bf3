import { sql } from 'kysely';
import { freePort } from '../../../test/support/servers/free-port';
import { freshDatabase, PATIENT_MS, redisDatabase } from '../../../test/support/servers/databases';
import { configOf } from '../../config/config.fixture';
import { Clock } from '../../kernel';
import { connectDatabase, RedisConnection, type Database } from '../../storage';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import type { Finding } from '../check';
import { StoreChecks } from './store.checks';

async function look(id: string, database: Database, redis: RedisConnection, env = {}): Promise<Finding> {
  const checks = new StoreChecks(configOf(env), database, redis, new Clock());
  const check = checks.all.find((one) => one.id === id);
  if (check === undefined) throw new Error(`There is no check ${id}`);
  return check.look();
}

/** The tests' own server does not wait for the disk. */
async function settingsThatAreOff(database: Database): Promise<readonly string[]> {
  const names = ['fsync', 'full_page_writes', 'synchronous_commit'];
  const shown = await database.attempt((db) =>
    Promise.all(
      names.map((name) => sql<{ setting: string }>`select current_setting(${name}) as setting`.execute(db)),
    ),
  );
  return names.filter((_, at) => shown[at]?.rows[0]?.setting === 'off');
}

describe.each(ENGINES)('the checks of the stores on %s', (engine) => {
  const store = storeOfBlock(engine);
  const none = new RedisConnection(undefined);

  it.each(['schema', 'connections', 'redis', 'store-clock'])('pass: %s', async (id) => {
    expect(await look(id, store.database, none)).toMatchObject({ status: 'pass' });
  });

  it('say whether a crash can take commits', async () => {
    const found = await look('database', store.database, none);
    const off = engine === 'postgresql' ? await settingsThatAreOff(store.database) : [];
    expect(found.status).toBe(off.length > 0 ? 'failure' : 'pass');
    for (const name of off) expect(found.why).toContain(name);
  });

  it('tell of a database that is gone', async () => {
    await expect(look('database', await store.gone(), none)).rejects.toThrow('does not answer');
  });
});

describe('the check of connections', () => {
  const store = storeOfBlock('postgresql');

  it('warns where all replicas together may want more than there are', async () => {
    const shown = await store.database.attempt((db) =>
      sql<{ most: number }>`select current_setting('max_connections')::int as most`.execute(db),
    );
    const max = Math.ceil((shown.rows[0]?.most ?? 0) / 2);
    const env = { REPLICAS: '2', DATABASE_POOL_MAX: String(max) };
    const found = await look('connections', store.database, new RedisConnection(undefined), env);
    expect(found.status).toBe('warning');
    // Two of each are for reports.
    expect(found.why).toContain(`2 x ${String(max + 2)} connections`);
  });
});

it('a new database has not seen any migration', async () => {
  const database = connectDatabase({
    databaseUrl: await freshDatabase(),
    dataDir: '',
    poolMax: 10,
    timeoutMs: 900,
  });
  const { status, why } = await look('schema', database, new RedisConnection(undefined));
  expect(status).toBe('failure');
  expect(why).toContain('0001-keys-and-ledger');
  await database.close();
});

describe('the check of Redis', () => {
  const store = storeOfBlock('sqlite');

  it.each<[string, () => Promise<string>, string]>([
    ['answers', () => Promise.resolve(redisDatabase()), 'pass'],
    ['is away', async () => `redis://127.0.0.1:${String(await freePort())}`, 'failure'],
  ])('where it %s', async (_, url, status) => {
    const redis = new RedisConnection(await url(), PATIENT_MS);
    await redis.settled();
    expect(await look('redis', store.database, redis)).toMatchObject({ status });
    expect(await look('store-clock', store.database, redis)).toMatchObject({ status: 'pass' });
    redis.close();
  });
});

describe('the check of the disk', () => {
  const store = storeOfBlock('sqlite');

  it('fails for a folder in memory', async () => {
    const found = await look('disk', store.database, new RedisConnection(undefined), {
      DATA_DIR: '/dev/shm',
    });
    expect(found).toMatchObject({ status: 'failure', fix: 'Mount a volume there' });
  });

  it('cannot tell for a folder that is not there', async () => {
    const dataDir = '/nonexistent/of-a-test';
    await expect(
      look('disk', store.database, new RedisConnection(undefined), { DATA_DIR: dataDir }),
    ).rejects.toThrow('ENOENT');
  });
});
