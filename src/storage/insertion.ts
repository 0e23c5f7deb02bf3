import type { Engine } from './procedure';

/** Columns and their types, in the order of the values of a row. */
export type TypedColumns = Readonly<Record<string, 'text' | 'bigint'>>;

/*
 * Texts of statements that take rows as arrays of values. Procedures use them in the thread of SQLite, so that nothing
 * else is imported here.
 */

/** An insertion of rows, as `Bulk` takes it. */
export function insertionOf(table: string, columns: TypedColumns): Readonly<Record<Engine, string>> {
  const names = Object.keys(columns);
  const into = `insert into ${table} (${names.join(', ')})`;
  return {
    sqlite: `${into} values (${names.map(() => '?').join(', ')})`,
    postgresql: `${into} select ${fieldsOf(columns)} from jsonb_array_elements($1::jsonb) as rows(r)`,
  };
}

/** Reads the values of the JSON array `r` by their places, in PostgreSQL. */
export function fieldsOf(columns: TypedColumns): string {
  return Object.entries(columns)
    .map(([name, type], at) => {
      const value = `r->>${String(at)}`;
      return `${type === 'text' ? value : `(${value})::${type}`} as ${name}`;
    })
    .join(', ');
}
