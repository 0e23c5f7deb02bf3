import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import type { Pool } from 'pg';
import type { DatabaseConfig } from '../config';
import { GatewayError } from '../kernel';
import { MIGRATIONS } from './migrations';
import { openPool, stateOf, type PoolState } from './postgres-pool';
import type { Queries, Schema } from './schema';
import { runOnPostgresql } from './postgresql-procedure';
import type { Engine, Procedure } from './procedure';
import { ReportQueue, REPORTS_AT_ONCE } from './report-queue';
import { SqliteThreadConnection, SqliteThreadDialect } from './sqlite/sqlite-dialect';
import { CautiousPool } from './cautious-pool';
import { SqliteThread, type Patience } from './sqlite/sqlite-thread';

/** Whoever asks for a report waits longer than a request may: a year of calls is many rows. */
const REPORT_TIMEOUT_MS = 30_000;
/** What changes that exclude each other lock in PostgreSQL; any number that is nobody else's. */
const LOCK = 7_361_940_257;
/** A migrator may wait for another replica's migration. */
const MIGRATION_TIMEOUT_MS = 30_000;

/** The one SQL store of the gateway. Also its injection token. */
export class Database {
  #closed = false;
  readonly #reports = new ReportQueue();

  /**
   * @param reading the same store once more, for reports
   * @param hurrying lets `db` wait no longer than a request may, where it was opened to wait longer
   */
  constructor(
    readonly engine: Engine,
    private readonly db: Queries,
    private readonly reading: Queries,
    private readonly pool?: Pool,
    private readonly hurrying?: () => Promise<void>,
  ) {}

  /** How its connections are; undefined for SQLite, which has none. */
  get connections(): PoolState | undefined {
    return this.pool === undefined ? undefined : stateOf(this.pool);
  }

  /**
   * Runs queries, and turns whatever goes wrong in the store into a refusal.
   * @throws GatewayError `store_unavailable`, or what the work itself refuses with
   */
  attempt<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#refusing(() => work(this.db));
  }

  /**
   * As `attempt`, for queries over many rows, which only read: they have connections of their own and more time, so that
   * nobody else waits for them. They see all that was committed before.
   * @throws GatewayError `overloaded` when too many wait or one waits too long, or what `attempt` throws
   */
  report<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#reports.inTurn(() => this.#refusing(() => work(this.reading)));
  }

  async #refusing<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (this.#closed) throw new Error('The database has been closed');
      return await work();
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

  /** Ends the patience of a boot, whose first writes a slow disk may hold back: from now on requests wait. */
  async hurry(): Promise<void> {
    await this.hurrying?.();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.db.destroy(), this.reading.destroy()]);
  }
}

/**
 * Brings the schema up to date and opens the store: PostgreSQL where a URL is given, SQLite in `dataDir` otherwise, which
 * waits as long as a migration may until it is told to hurry.
 * @throws Error when the store cannot be reached or a migration fails
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const patience = { timeoutMs: MIGRATION_TIMEOUT_MS };
  const connection = connect(config, { patience });
  try {
    await migrate(connection.db);
    if (connection.pool === undefined)
      return databaseOn(connection, config, () => hurry(connection.db, patience, config.timeoutMs));
  } catch (error) {
    await connection.db.destroy();
    throw error;
  }
  await connection.db.destroy();
  return connectDatabase(config);
}

/** Opens a store whose schema is up to date. */
export function connectDatabase(config: DatabaseConfig): Database {
  return databaseOn(connect(config, { patience: { timeoutMs: config.timeoutMs } }), config);
}

function databaseOn(
  { db, pool }: Connection,
  config: DatabaseConfig,
  hurrying?: () => Promise<void>,
): Database {
  const { db: reading } = connect(config, {
    patience: { timeoutMs: REPORT_TIMEOUT_MS },
    connections: REPORTS_AT_ONCE,
    readOnly: true,
  });
  return new Database(pool === undefined ? 'sqlite' : 'postgresql', db, reading, pool, hurrying);
}

/** Where the embedded database lies. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, 'sallyport.db');
}

interface Connection {
  readonly db: Queries;
  readonly pool?: Pool;
}

interface ConnectionOptions {
  readonly patience: Patience;
  /** To PostgreSQL, where it is not what the settings say; SQLite has one. */
  readonly connections?: number;
  readonly readOnly?: boolean;
}

function connect(
  { databaseUrl, dataDir, poolMax }: DatabaseConfig,
  { patience, connections = poolMax, readOnly = false }: ConnectionOptions,
): Connection {
  if (databaseUrl !== undefined) {
    const pool = openPool(databaseUrl, connections, patience.timeoutMs);
    return { db: new Kysely({ dialect: new PostgresDialect({ pool: new CautiousPool(pool) }) }), pool };
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const thread = { file: databaseFile(dataDir), busyTimeoutMs: busyTimeoutMs(patience), readOnly };
  return { db: new Kysely({ dialect: new SqliteThreadDialect(() => new SqliteThread(thread, patience)) }) };
}

/** Less than our own limit, so that a busy file is SQLite's answer and not our time-out. */
function busyTimeoutMs({ timeoutMs }: Patience): number {
  return Math.floor(timeoutMs / 2);
}

/** The thread that migrated serves: starting another that waits less took a boot 0.15 s of CPU. */
async function hurry(db: Queries, patience: { timeoutMs: number }, timeoutMs: number): Promise<void> {
  await sql.raw(`pragma busy_timeout = ${String(busyTimeoutMs({ timeoutMs }))}`).execute(db);
  patience.timeoutMs = timeoutMs;
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
