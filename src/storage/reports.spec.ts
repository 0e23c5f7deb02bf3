import { sql, type RawBuilder } from 'kysely';
import { refusalOf } from '../kernel/refusal.fixture';
import type { Database } from './database';
import type { Queries } from './schema';
import { ENGINES, storeOfBlock, type Engine } from './store.fixture';

/** Takes longer than any request may wait for a store. */
const LONG: Readonly<Record<Engine, RawBuilder<unknown>>> = {
  sqlite: sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 6e6) select max(i) from n`,
  postgresql: sql`select pg_sleep(1.1)`,
};

describe.each(ENGINES)('reports on %s', (engine) => {
  const place = storeOfBlock(engine);
  const seen = (db: Queries): Promise<readonly { readonly id: string }[]> =>
    db.selectFrom('revoked_tokens').select('id').execute();
  const write = (database: Database): Promise<unknown> =>
    database.attempt((db) => db.insertInto('revoked_tokens').values({ id: 'a', expires_at: 1 }).execute());

  it('see what was committed before', async () => {
    const { database } = place;
    expect(await database.report(seen)).toEqual([]);
    await write(database);
    expect(await database.report(seen)).toEqual([{ id: 'a' }]);
  });

  it('may take longer than a request, and nobody waits for them', async () => {
    const { database } = place;
    const done: string[] = [];
    const report = database.report((db) => LONG[engine].execute(db)).then(() => done.push('report'));
    await write(database).then(() => done.push('write'));
    await report;
    expect(done).toEqual(['write', 'report']);
  });

  it('that fail are the store’s failure', async () => {
    const error = await refusalOf(() => place.database.report((db) => sql`selec 1`.execute(db)));
    expect(error).toMatchObject({ code: 'store_unavailable' });
  });

  it('are refused after it was closed', async () => {
    const database = await place.replica();
    await database.report(seen);
    await database.close();
    expect((await refusalOf(() => database.report(seen))).code).toBe('store_unavailable');
  });
});

describe('reports on sqlite', () => {
  const place = storeOfBlock('sqlite');

  it('cannot write', async () => {
    const { database } = place;
    const writing = (): Promise<unknown> =>
      database.report((db) => db.insertInto('revoked_tokens').values({ id: 'a', expires_at: 1 }).execute());
    expect((await refusalOf(writing)).cause).toMatchObject({ message: expect.stringMatching(/readonly/) });
  });
});
