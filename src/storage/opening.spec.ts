import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { openDatabase } from './database';
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

it('an embedded database whose file is held waits no longer for it than a request may, once it is open', async () => {
  const store = await TestStore.create('sqlite');
  const database = await openDatabase({ ...store.config, timeoutMs: 2000 });
  const other = await store.open();
  const write = (db: Queries): Promise<unknown> =>
    db.insertInto('revoked_tokens').values({ id: 'held', expires_at: 1 }).execute();
  await other.transaction(async (db) => {
    await write(db);
    // SQLite's own refusal, not our limit of time, of which nobody knows what it left undone.
    await expect(database.attempt(write)).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/SQLITE_BUSY/) },
    });
  });
  await database.close();
  await store.remove();
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
