import { CompiledQuery } from 'kysely';
import type { Engine, Step } from './procedure';
import type { Queries } from './schema';

/** The columns of a table that rows are written to, and their types. */
export type Columns<Row> = Readonly<Record<keyof Row & string, 'text' | 'bigint'>>;

/**
 * A statement that writes many rows on the path of requests. Its text is built once, and not for each batch, which would
 * cost more than the database does: PostgreSQL takes the rows as one parameter of JSON, SQLite as so many parameters.
 */
export class BulkInsert<Row extends object> {
  readonly #names: readonly (keyof Row & string)[];
  readonly #forPostgresql: string;
  /** By the number of rows; no batch has more than a few hundred. */
  readonly #forSqlite = new Map<number, string>();
  readonly #into: string;
  readonly #row: string;

  /** @param ending what follows the rows, such as `on conflict … returning …` */
  constructor(
    table: string,
    columns: Columns<Row>,
    private readonly ending = '',
  ) {
    const typed = Object.entries(columns).map(([name, type]) => `${name} ${String(type)}`);
    this.#names = Object.keys(columns) as (keyof Row & string)[];
    const names = this.#names.join(', ');
    this.#row = `(${this.#names.map(() => '?').join(', ')})`;
    this.#into = `insert into ${table} (${names})`;
    this.#forPostgresql = `${this.#into} select ${names} from jsonb_to_recordset($1::jsonb) as rows (${typed.join(', ')}) ${ending}`;
  }

  /** Writes rows in their order. Returns what the ending returns. */
  async run<Returned>(db: Queries, engine: Engine, rows: readonly Row[]): Promise<readonly Returned[]> {
    if (rows.length === 0) return [];
    const query =
      engine === 'postgresql'
        ? CompiledQuery.raw(this.#forPostgresql, [JSON.stringify(rows)])
        : CompiledQuery.raw(this.#sqlite(rows.length), this.#values(rows));
    return (await db.executeQuery<Returned>(query)).rows;
  }

  /** The same as a step of a procedure, whose ending returns nothing. */
  step(engine: Engine, rows: readonly Row[]): Step {
    if (engine === 'postgresql') return { sql: this.#forPostgresql, values: [JSON.stringify(rows)] };
    const sql = `${this.#into} values ${this.#row} ${this.ending}`;
    return { sql, rows: rows.map((row) => this.#names.map((name) => row[name])) };
  }

  #sqlite(rows: number): string {
    let text = this.#forSqlite.get(rows);
    if (text === undefined) {
      const values = Array.from({ length: rows }, () => this.#row);
      text = `${this.#into} values ${values.join(', ')} ${this.ending}`;
      this.#forSqlite.set(rows, text);
    }
    return text;
  }

  #values(rows: readonly Row[]): unknown[] {
    const values: unknown[] = [];
    for (const row of rows) for (const name of this.#names) values.push(row[name]);
    return values;
  }
}
