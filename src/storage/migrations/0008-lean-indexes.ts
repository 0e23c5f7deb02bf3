import { sql, type Kysely, type Migration } from 'kysely';

/** Indexes of the ledger that nobody reads by cost every call two writes. */
export const leanIndexes: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.dropIndex('ledger_by_request').execute();
    await db.schema.dropIndex('ledger_by_principal').execute();
    // Pages alone see their calls by principal; others by their key or user.
    await sql`create index ledger_by_page on ledger (principal, created_at) where token_id is not null`.execute(
      db,
    );
  },
};
