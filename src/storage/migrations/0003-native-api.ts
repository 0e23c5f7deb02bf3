import type { Kysely, Migration } from 'kysely';
import { addColumns } from './add-columns';

/** What keys may ask of Claude's own API, how often the upstream was asked, and requests that are answered once. */
export const nativeApi: Migration = {
  async up(db: Kysely<unknown>) {
    await addColumns(db, 'api_keys', {
      capabilities: ['text', '[]'],
      on_disconnect: ['text', 'abort'],
    });
    await addColumns(db, 'ledger', { attempts: ['integer', 1], session_id: ['text'] });
    await db.schema
      .createTable('idempotency')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('answer', 'text')
      .addColumn('worker', 'text', (column) => column.notNull())
      .addColumn('claimed_until', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('idempotency_by_end').on('idempotency').column('expires_at').execute();
  },
};
