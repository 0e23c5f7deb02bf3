import { sql, type Kysely, type Migration } from 'kysely';

/** The audit trail: its rows, what was signed of them, and administrative acts on their way into it. */
export const audit: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('admin_acts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('act', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('audit_rows')
      .addColumn('writer', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor', 'text')
      .addColumn('action', 'text')
      .addColumn('target', 'text')
      .addColumn('client', 'text')
      .addColumn('route', 'text')
      .addColumn('status', 'integer')
      .addColumn('outcome', 'text')
      .addColumn('code', 'text')
      .addColumn('layer', 'text')
      .addColumn('request_id', 'text')
      .addColumn('record', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_rows_key', ['writer', 'seq'])
      .execute();
    await db.schema
      .createIndex('audit_rows_by_time')
      .on('audit_rows')
      .columns(['at', 'writer', 'seq'])
      .execute();
    await db.schema
      .createIndex('audit_rows_by_actor')
      .on('audit_rows')
      .columns(['actor', 'at', 'writer', 'seq'])
      .execute();
    await db.schema.createIndex('audit_rows_by_request').on('audit_rows').column('request_id').execute();
    await sql`create index audit_acts on audit_rows (target, at) where target is not null`.execute(db);
    await db.schema
      .createTable('audit_checkpoints')
      .addColumn('writer', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('statement', 'text', (column) => column.notNull())
      .addColumn('kid', 'text', (column) => column.notNull())
      .addColumn('signature', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_checkpoints_key', ['writer', 'seq'])
      .execute();
    await db.schema
      .createIndex('audit_checkpoints_by_time')
      .on('audit_checkpoints')
      .columns(['writer', 'at'])
      .execute();
    await db.schema
      .createTable('audit_keys')
      .addColumn('kid', 'text', (column) => column.notNull())
      .addColumn('public_key', 'text', (column) => column.notNull())
      .addColumn('endorsed_by', 'text', (column) => column.notNull())
      .addColumn('signature', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_keys_key', ['kid', 'endorsed_by'])
      .execute();
  },
};
