import type { Kysely, Migration } from 'kysely';
import { addColumns } from './add-columns';

/** Users, log-ins, browser tokens, and the bounds of keys. */
export const identity: Migration = {
  async up(db: Kysely<unknown>) {
    await addColumns(db, 'api_keys', {
      mode: ['text', 'full'],
      allowed_origins: ['text', '[]'],
      models: ['text', '[]'],
      query_types: ['text', '[]'],
      max_concurrency: ['integer'],
      budget_micro_usd: ['bigint'],
      budget_period: ['text'],
      signing_secret: ['text'],
      previous_hash: ['text'],
      previous_signing_secret: ['text'],
      previous_until: ['bigint'],
      tokens_valid_from: ['bigint', 0],
    });
    await addColumns(db, 'ledger', { token_id: ['text'] });
    await db.schema.createIndex('ledger_by_token').on('ledger').column('token_id').execute();
    await db.schema
      .createTable('users')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('username', 'text', (column) => column.notNull())
      .addColumn('username_folded', 'text', (column) => column.notNull().unique())
      .addColumn('password_hash', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('mode', 'text', (column) => column.notNull())
      .addColumn('tokens_valid_from', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('sessions')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('refresh_token_id', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute();
    await db.schema
      .createTable('revoked_tokens')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('browser_tokens')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('parent', 'text', (column) => column.notNull())
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('max_requests', 'integer')
      .addColumn('max_cost_micro_usd', 'bigint')
      .addColumn('requests', 'integer', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('browser_tokens_by_end')
      .on('browser_tokens')
      .columns(['expires_at', 'origin'])
      .execute();
  },
};
