import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import type { Pool } from 'pg';
import type { StorageConfig } from '../config';
import { GatewayError } from '../kernel';
import { MIGRATIONS } from './migrations';
import { openPool, stateOf, type PoolState } from './postgres-pool';
import type { Queries, Schema } from './schema';
import { runOnPostgresql } from './postgresql-procedure';
import type { Engine, Procedure } from './procedure';
import { SqliteThreadConnection, SqliteThreadDialect } from './sqlite/sqlite-dialect';
import { CautiousPool } from './cautious-pool';
import { SqliteThread } from './sqlite/sqlite-thread';

/** No request waits longer than this for a store: two of them in a row stay under two seconds. */
const REQUEST_TIMEOUT_MS = 900;
/** What changes that exclude each other lock in PostgreSQL; any number that is nobody else's. */
const LOCK = 7_361_940_257;
/** A migrator may wait for another replica's migration. */
const MIGRATION_TIMEOUT_MS = 30_000;

/** The one SQL store of the gateway. Also its injection token. */
export class Database {
  #closed = false;

  constructor(
    readonly engine: Engine,
    private readonly db: Queries,
    private readonly pool?: Pool,
  ) {}

  /** How its connections are; undefined for SQLite, which has none. */
  get connections(): PoolState | undefined {
    return this.pool === undefined ? undefined : stateOf(this.pool);
  }

  /**
   * Runs queries, and turns whatever goes wrong in the store into a refusal.
   * @throws GatewayError `store_unavailable`, or what the work itself refuses with
   */
  async attempt<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    try {
      if (this.#closed) throw new Error('The database has been closed');
      return await work(this.db);
    } catch (cause) {
      if (cause instanceof GatewayError) throw cause;
      throw new GatewayError('store_unavailable', 'The database does not answer; try again in a moment', {
        cause,
        extras: { retry_after: 1 },
      });
    }
  }

  /** As `attempt`, all or nothing. */
  transaction<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.attempt((db) => db.transaction().execute(work));
  }

  /**
   * Runs a procedure as a transaction, all or nothing: on SQLite wholly in the thread of the database.
   * @throws GatewayError `store_unavailable`
   */
  run<Input, Output>(procedure: Procedure<Input, Output>, input: Input): Promise<Output> {
    return this.attempt((db) =>
      db.getExecutor().provideConnection((connection) => {
        if (connection instanceof SqliteThreadConnection) return connection.run(procedure, input);
        return runOnPostgresql(connection, procedure, input);
      }),
    );
  }

  /** As `transaction`, one at a time over all replicas: what it reads is still so when it commits. */
  exclusively<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.transaction(async (db) => {
      // SQLite's transactions are so anyway: each begins IMMEDIATE.
      if (this.engine === 'postgresql') await sql`select pg_advisory_xact_lock(${LOCK})`.execute(db);
      return work(db);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.db.destroy();
  }
}

/**
 * Brings the schema up to date and opens the store: PostgreSQL where a URL is given, SQLite in `dataDir` otherwise.
 * @throws Error when the store cannot be reached or a migration fails
 */
export async function openDatabase(config: StorageConfig): Promise<Database> {
  const { db: migrating } = connect(config, MIGRATION_TIMEOUT_MS);
  try {
    await migrate(migrating);
  } finally {
    await migrating.destroy();
  }
  return connectDatabase(config);
}

/** Opens a store whose schema is up to date. */
export function connectDatabase(config: StorageConfig): Database {
  const { db, pool } = connect(config, REQUEST_TIMEOUT_MS);
  return new Database(pool === undefined ? 'sqlite' : 'postgresql', db, pool);
}

/** Where the embedded database lies. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, 'sallyport.db');
}

function connect(
  { databaseUrl, dataDir, poolMax }: StorageConfig,
  timeoutMs: number,
): { readonly db: Queries; readonly pool?: Pool } {
  if (databaseUrl !== undefined) {
    const pool = openPool(databaseUrl, poolMax, timeoutMs);
    return { db: new Kysely({ dialect: new PostgresDialect({ pool: new CautiousPool(pool) }) }), pool };
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Less than our own limit, so that a busy file is SQLite's answer and not our time-out.
  const options = { file: databaseFile(dataDir), busyTimeoutMs: Math.floor(timeoutMs / 2) };
  return { db: new Kysely({ dialect: new SqliteThreadDialect(() => new SqliteThread(options, timeoutMs)) }) };
}

async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('A migration failed', { cause: error });
}
