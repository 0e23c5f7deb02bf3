import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely';
import type { Procedure } from '../procedure';
import type { SqliteThread } from './sqlite-thread';

/** Kysely over SQLite in a worker thread, which starts with the first query. */
export class SqliteThreadDialect implements Dialect {
  constructor(private readonly start: () => SqliteThread) {}

  createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  createDriver(): Driver {
    return new SqliteThreadDriver(this.start);
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }
}

/** SQLite does roll back its DDL, and a migration inside `begin immediate` keeps a second migrator out. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** One connection; whoever holds it keeps the others waiting, so that a transaction is never mixed with strangers. */
class SqliteThreadDriver implements Driver {
  #thread: SqliteThread | undefined;
  #lastRelease: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(private readonly start: () => SqliteThread) {}

  /** Here and not before: Kysely only destroys what it has initialised, and a thread that nobody ends never does. */
  init(): Promise<void> {
    this.#thread = this.start();
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#lastRelease;
    let release: () => void = () => undefined;
    this.#lastRelease = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    this.#release = release;
    return new SqliteThreadConnection(this.#thread);
  }

  /** IMMEDIATE takes the write lock at once: a reader that turns writer can fail, a writer that waits cannot. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    } catch (error) {
      // A `begin` that was given up may still be carried out; the statements after it must not land inside.
      void connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined);
      throw error;
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(): Promise<void> {
    this.#release();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#thread?.close();
  }
}

/** The connection; while it is held, nobody else's statement comes between. */
export class SqliteThreadConnection implements DatabaseConnection {
  constructor(private readonly thread: SqliteThread | undefined) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#started.execute(query.sql, query.parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }

  /** As SqliteThread does. */
  run<Input, Output>(procedure: Procedure<Input, Output>, input: Input): Promise<Output> {
    return this.#started.run(procedure, input);
  }

  streamQuery(): never {
    throw new Error('Streaming of rows is not offered over the SQLite thread');
  }

  get #started(): SqliteThread {
    if (this.thread === undefined) throw new Error('SQLite has not been started');
    return this.thread;
  }
}
