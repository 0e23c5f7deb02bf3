import { join } from 'node:path';
import Database from 'libsql';
import type { Procedure, Step, StepResult } from '../procedure';
import type { ProcedureRequest, SqliteThreadOptions, StatementResult } from './protocol';

/** Statements are compiled once; their texts are constants of the code, some for each number of rows. */
const STATEMENTS_KEPT = 1024;
/** What procedures are named from: the folder that this one's is in. */
const SOURCES = join(__dirname, '../..');

/** The file of a SQLite database, in the thread that has it to itself. */
export class SqliteFile {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #procedures = new Map<string, Procedure<unknown, unknown>>();

  constructor({ file, busyTimeoutMs, readOnly = false }: SqliteThreadOptions) {
    this.#db = new Database(file);
    // FULL: a commit that was acknowledged is on the disk, whatever is killed.
    this.#db.exec(
      `pragma busy_timeout = ${String(busyTimeoutMs)}; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;`,
    );
    if (readOnly) this.#db.exec('pragma query_only = on');
  }

  close(): void {
    this.#db.close();
  }

  execute(sql: string, parameters: readonly unknown[]): StatementResult {
    const statement = this.#prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters), changes: 0 };
    return { rows: [], changes: statement.run(parameters).changes };
  }

  /** All or nothing. IMMEDIATE: a reader that turns writer can fail, a writer that waits cannot. */
  run({ module, name, input }: Omit<ProcedureRequest, 'id'>): unknown {
    const procedure = this.#procedure(module, name);
    this.execute('begin immediate', []);
    try {
      const steps = procedure.run('sqlite', input);
      let next = steps.next();
      while (next.done !== true) next = steps.next(this.#answer(next.value));
      this.execute('commit', []);
      return next.value;
    } catch (error) {
      if (this.#db.inTransaction) this.execute('rollback', []);
      throw error;
    }
  }

  #answer(step: Step): StepResult {
    if ('values' in step) return { rows: this.execute(step.sql, step.values).rows, changes: [] };
    const statement = this.#prepare(step.sql);
    return { rows: [], changes: step.rows.map((row) => statement.run(row).changes) };
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= STATEMENTS_KEPT) this.#statements.clear();
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #procedure(module: string, name: string): Procedure<unknown, unknown> {
    const called = `${module} ${name}`;
    let procedure = this.#procedures.get(called);
    if (procedure === undefined) {
      // Only modules of our own sources are ever named, by constants.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      procedure = (require(join(SOURCES, module)) as Record<string, Procedure<unknown, unknown>>)[name];
      if (procedure === undefined) throw new Error(`${module} has no procedure ${name}`);
      this.#procedures.set(called, procedure);
    }
    return procedure;
  }
}
