import { sql } from 'kysely';
import type { Database } from './database';
import { MIGRATIONS } from './migrations';

/**
 * The names of the migrations that a store still has to go through, in their order; all of them for a new one.
 * @throws GatewayError `store_unavailable`
 */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const done = await database.attempt(async (db) => {
    const [table] = await db.introspection
      .getTables({ withInternalKyselyTables: true })
      .then((tables) => tables.filter(({ name }) => name === 'kysely_migration'));
    if (table === undefined) return new Set<string>();
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    return new Set(rows.map(({ name }) => name));
  });
  return Object.keys(MIGRATIONS).filter((name) => !done.has(name));
}
