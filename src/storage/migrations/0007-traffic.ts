import type { Kysely, Migration } from 'kysely';

/** What requests came to, for those who watch. */
export const traffic: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('traffic')
      .addColumn('slot', 'bigint', (column) => column.notNull())
      .addColumn('measure', 'text', (column) => column.notNull())
      .addColumn('value', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('traffic_key', ['slot', 'measure'])
      .execute();
  },
};
