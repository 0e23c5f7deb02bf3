import { sql, type Kysely, type Migration } from 'kysely';

/** Conversations and the steps they are made of, and counts of what was refused or went wrong. */
export const chainsAndErrors: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('chains')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('principal', 'text', (column) => column.notNull())
      .addColumn('key_id', 'text')
      .addColumn('user_id', 'text')
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('steps', 'integer', (column) => column.notNull())
      .addColumn('cost_micro_usd', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('chains_by_time').on('chains').column('updated_at').execute();
    await db.schema
      .createIndex('chains_by_principal')
      .on('chains')
      .columns(['principal', 'updated_at'])
      .execute();
    await sql`create index chains_by_key on chains (key_id, updated_at) where key_id is not null`.execute(db);
    await sql`create index chains_by_user on chains (user_id, updated_at) where user_id is not null`.execute(
      db,
    );
    await db.schema
      .createTable('chain_steps')
      .addColumn('chain_id', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('model', 'text')
      .addColumn('content', 'text')
      .addColumn('tokens', 'integer', (column) => column.notNull())
      .addColumn('input_tokens', 'bigint', (column) => column.notNull())
      .addColumn('output_tokens', 'bigint', (column) => column.notNull())
      .addColumn('cost_micro_usd', 'bigint', (column) => column.notNull())
      .addColumn('degraded', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('chain_steps_key', ['chain_id', 'position'])
      .execute();
    await db.schema
      .createTable('error_counts')
      .addColumn('hour', 'bigint', (column) => column.notNull())
      .addColumn('code', 'text', (column) => column.notNull())
      .addColumn('route', 'text', (column) => column.notNull())
      .addColumn('layer', 'text', (column) => column.notNull())
      .addColumn('status', 'integer', (column) => column.notNull())
      .addColumn('count', 'bigint', (column) => column.notNull())
      .addColumn('first_seen', 'bigint', (column) => column.notNull())
      .addColumn('last_seen', 'bigint', (column) => column.notNull())
      .addColumn('sample', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('error_counts_key', ['hour', 'code', 'route'])
      .execute();
  },
};
