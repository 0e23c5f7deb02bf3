import { sql } from 'kysely';
import type { Database } from '../../storage';

/** Resolves when so many connections to a PostgreSQL database, or more, wait for what another has locked. */
export async function untilWaiting(database: Database, connections: () => number): Promise<void> {
  for (;;) {
    const { rows } = await database.attempt((db) =>
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        db,
      ),
    );
    if (rows.length >= connections()) return;
  }
}

/** Locks a row of the ledger in PostgreSQL until it is let go. */
export async function lockedRow(database: Database, id: string): Promise<() => Promise<void>> {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const locked = new Promise<() => Promise<void>>((resolve, reject) => {
    const locking = database.transaction(async (db) => {
      await db.selectFrom('ledger').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
      resolve(() => {
        letGo();
        return locking;
      });
      await held;
    });
    locking.catch(reject);
  });
  return locked;
}
