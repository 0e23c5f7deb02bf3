/** Where a procedure runs. */
export type Engine = 'sqlite' | 'postgresql';

/** One statement with its values, for `$1`, `$2` and so on, which it names in this order. */
interface Query {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * A statement for each of many rows. SQLite carries it out once for each, whose values stand in the order of its
 * parameters; PostgreSQL once for all, which are its only parameter: a JSON array of arrays.
 */
interface Bulk {
  readonly sql: string;
  readonly rows: readonly (readonly unknown[])[];
}

/** What a procedure asks of the database in one go. */
export type Step = Query | Bulk;

export interface StepResult {
  /** What the statement returns, if it does. */
  readonly rows: readonly unknown[];
  /** Of `Bulk` on SQLite: how many rows of the table each of its rows has changed. */
  readonly changes: readonly number[];
}

/** The work of a transaction: it yields statements, is given what came of each, and returns what it is about. */
export type Steps<Output> = Generator<Step, Output, StepResult>;

/**
 * A transaction that is written once for both engines and asks for its statements one after the other, with plain code
 * between them. On PostgreSQL that code runs here; on SQLite in the thread of the database, which is one message there
 * and one back for the whole transaction. So its module imports nothing that a thread should not have to load, and
 * what goes in and out is plain data.
 */
export interface Procedure<Input, Output> {
  /** Its module, from the folder of the sources, without an extension; it exports the procedure by its name. */
  readonly module: string;
  readonly name: string;
  run(engine: Engine, input: Input): Steps<Output>;
}
