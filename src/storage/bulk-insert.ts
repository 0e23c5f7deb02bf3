import { CompiledQuery } from 'kysely';
import type { Engine, Step } from './procedure';
import type { Queries } from './schema';

/** The columns of a table that rows are written to, and their types. */
export type Columns<Row> = Readonly<Record<keyof Row & string, 'text' | 'bigint'>>;

/**
 * So many rows go into one statement of SQLite. A statement for each number of rows would be kept compiled, and those of
 * one table alone would come to hold 250 MB (bench/soak).
 */
const ROWS_OF_SQLITE = [64, 16, 4, 1] as const;

/**
 * A statement that writes many rows on the path of requests. Its text is built once, and not for each batch, which would
 * cost more than the database does: PostgreSQL takes the rows as one parameter of JSON, SQLite as so many parameters.
 */
export class BulkInsert<Row extends object> {
  readonly #names: readonly (keyof Row & string)[];
  readonly #forPostgresql: string;
  readonly #oneRow: string;
  readonly #forSqlite: readonly { readonly size: number; readonly text: string }[];

  /** @param ending what follows the rows, such as `on conflict … returning …` */
  constructor(table: string, columns: Columns<Row>, ending = '') {
    const typed = Object.entries(columns).map(([name, type]) => `${name} ${String(type)}`);
    this.#names = Object.keys(columns) as (keyof Row & string)[];
    const names = this.#names.join(', ');
    const into = `insert into ${table} (${names})`;
    const row = `(${this.#names.map(() => '?').join(', ')})`;
    this.#forSqlite = ROWS_OF_SQLITE.map((size) => ({
      size,
      text: `${into} values ${Array.from({ length: size }, () => row).join(', ')} ${ending}`,
    }));
    this.#forPostgresql = `${into} select ${names} from jsonb_to_recordset($1::jsonb) as rows (${typed.join(', ')}) ${ending}`;
    this.#oneRow = `${into} values ${row} ${ending}`;
  }

  /** Writes rows in their order; in a transaction, where all or nothing is to be written. Returns what the ending returns. */
  async run<Returned>(db: Queries, engine: Engine, rows: readonly Row[]): Promise<readonly Returned[]> {
    if (rows.length === 0) return [];
    if (engine === 'postgresql') {
      const query = CompiledQuery.raw(this.#forPostgresql, [JSON.stringify(rows)]);
      return (await db.executeQuery<Returned>(query)).rows;
    }
    const returned: Returned[] = [];
    let at = 0;
    for (const { size, text } of this.#forSqlite) {
      for (; rows.length - at >= size; at += size) {
        const query = CompiledQuery.raw(text, this.#values(rows.slice(at, at + size)));
        returned.push(...(await db.executeQuery<Returned>(query)).rows);
      }
    }
    return returned;
  }

  /** The same as a step of a procedure, whose ending returns nothing. */
  step(engine: Engine, rows: readonly Row[]): Step {
    if (engine === 'postgresql') return { sql: this.#forPostgresql, values: [JSON.stringify(rows)] };
    // Arrays that `map` makes may have holes, as far as V8 knows, which costs their way into the thread thrice.
    const all: unknown[][] = [];
    for (const row of rows) all.push(this.#values([row]));
    return { sql: this.#oneRow, rows: all };
  }

  #values(rows: readonly Row[]): unknown[] {
    const values: unknown[] = [];
    for (const row of rows) for (const name of this.#names) values.push(row[name]);
    return values;
  }
}
