import { join } from 'node:path';
import { Kysely, Migrator, PostgresDialect, type Dialect } from 'kysely';
import { Pool } from 'pg';
import type { DatabaseConfig } from '../../config';
import { SqliteThreadDialect } from '../sqlite/sqlite-dialect';
import { SqliteThread } from '../sqlite/sqlite-thread';
import { MIGRATIONS } from '.';

/** A database whose schema may be any. */
export type AnyDatabase = Kysely<Record<string, Record<string, unknown>>>;

/** Leaves a store as a former release left it: with the migrations before one of them, and what is put in then. */
export async function asBefore(
  config: DatabaseConfig,
  migration: string,
  fill: (db: AnyDatabase) => Promise<void>,
): Promise<void> {
  const db: AnyDatabase = new Kysely({ dialect: dialectOf(config) });
  const former = Object.entries(MIGRATIONS).filter(([name]) => name < migration);
  const provider = { getMigrations: () => Promise.resolve(Object.fromEntries(former)) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw new Error('The former release would not start', { cause: error });
  await fill(db);
  await db.destroy();
}

function dialectOf({ databaseUrl, dataDir }: DatabaseConfig): Dialect {
  if (databaseUrl !== undefined)
    return new PostgresDialect({ pool: new Pool({ connectionString: databaseUrl, max: 2 }) });
  const options = { file: join(dataDir, 'sallyport.db'), busyTimeoutMs: 1000 };
  return new SqliteThreadDialect(() => new SqliteThread(options, { timeoutMs: 5000 }));
}
