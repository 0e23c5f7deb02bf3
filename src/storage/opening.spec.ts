import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import { openDatabase, type Database } from './database';
import type { Queries } from './schema';
import { TestStore } from './store.fixture';

it('an embedded database is its owner’s alone', async () => {
  const store = await TestStore.create('sqlite');
  const dataDir = join(store.config.dataDir, 'made', 'here');
  const database = await openDatabase({ ...store.config, dataDir });
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  await database.close();
  await store.remove();
});

describe('an embedded database', () => {
  let store: TestStore;
  const opened: Database[] = [];
  const open = async (timeoutMs: number): Promise<Database> => {
    const database = await openDatabase({ ...store.config, timeoutMs });
    opened.push(database);
    return database;
  };
  beforeAll(async () => {
    store = await TestStore.create('sqlite');
  });
  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()));
    await store.remove();
  });

  it('whose file is held waits for it while it boots, and then no longer than a request may', async () => {
    const [booting, serving, other] = [await open(6000), await open(6000), await store.open()];
    await serving.hurry();
    expect([await busyTimeoutOf(booting), await busyTimeoutOf(serving)]).toEqual([15_000, 3000]);
    const { made } = await other.transaction(async (db) => {
      await revoke('held')(db);
      const making = booting.attempt(revoke('made'));
      // SQLite's own refusal, not our limit of time, of which nobody knows what it left undone.
      await expect(serving.attempt(revoke('asked'))).rejects.toMatchObject({
        cause: { code: expect.stringMatching(/SQLITE_BUSY/) },
      });
      return { made: making };
    });
    await made;
    const rows = serving.attempt((queries) =>
      queries.selectFrom('revoked_tokens').select('id').orderBy('id').execute(),
    );
    expect(await rows).toEqual([{ id: 'held' }, { id: 'made' }]);
  });

  it('that is slow is waited for while it boots, and then no longer than a request may', async () => {
    const database = await open(50);
    const slow = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select count(*) from n`;
    await expect(database.attempt((queries) => slow.execute(queries))).resolves.toBeDefined();
    await database.hurry();
    await expect(database.attempt((queries) => slow.execute(queries))).rejects.toMatchObject({
      cause: { message: 'SQLite did not answer within 50 ms' },
    });
  });
});

it('a server that is not there stops the opening', async () => {
  const databaseUrl = 'postgres://nobody:secret@127.0.0.1:9/none';
  const failure = await openDatabase({
    databaseUrl,
    dataDir: '',
    poolMax: 10,
    timeoutMs: 900,
  }).catch((error: unknown) => error);
  expect(inspect(failure)).toContain('ECONNREFUSED');
  expect(inspect(failure)).not.toContain('secret');
});

function revoke(id: string) {
  return (queries: Queries): Promise<unknown> =>
    queries.insertInto('revoked_tokens').values({ id, expires_at: 1 }).execute();
}

async function busyTimeoutOf(database: Database): Promise<unknown> {
  const { rows } = await database.attempt((queries) =>
    sql<{ timeout: number }>`pragma busy_timeout`.execute(queries),
  );
  return rows[0]?.timeout;
}
