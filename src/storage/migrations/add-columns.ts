import type { ColumnDataType, Kysely } from 'kysely';

/** Adds columns one at a time, which is how SQLite takes them; those with a preset are never null. */
export async function addColumns(
  db: Kysely<unknown>,
  table: string,
  columns: Readonly<Record<string, readonly [type: ColumnDataType, preset?: string | number]>>,
): Promise<void> {
  for (const [name, [type, preset]] of Object.entries(columns)) {
    await db.schema
      .alterTable(table)
      .addColumn(name, type, (column) => (preset === undefined ? column : column.notNull().defaultTo(preset)))
      .execute();
  }
}
