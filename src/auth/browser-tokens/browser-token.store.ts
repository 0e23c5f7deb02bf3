import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel';
import { Database, type BrowserTokenRow, type Queries } from '../../storage';

/** How many of its requests a token has made. */
export interface CapState {
  readonly maxRequests: number;
  readonly requests: number;
}

/** The table of browser tokens. Each call raises `store_unavailable` when the database does not answer. */
@Injectable()
export class BrowserTokenStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a token; those that have run out are forgotten.
   * @param also what happens with it, in the same transaction
   */
  async add(token: BrowserTokenRow, also?: (db: Queries) => Promise<void>): Promise<void> {
    await this.database.transaction(async (db) => {
      await db.deleteFrom('browser_tokens').where('expires_at', '<', this.clock.now()).execute();
      await db.insertInto('browser_tokens').values(token).execute();
      await also?.(db);
    });
  }

  /** The origins of all tokens that are still good. */
  async origins(): Promise<readonly string[]> {
    const rows = await this.database.attempt((db) =>
      db
        .selectFrom('browser_tokens')
        .select('origin')
        .distinct()
        .where('expires_at', '>', this.clock.now())
        .execute(),
    );
    return rows.map(({ origin }) => origin);
  }

  /**
   * Counts one request of a token, in one statement: of many at once just as many pass as the cap has left. Undefined
   * when it is counted, else how many are used.
   */
  count(id: string): Promise<CapState | undefined> {
    return this.database.attempt(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('browser_tokens')
        .set((row) => ({ requests: row('requests', '+', 1) }))
        .where('id', '=', id)
        .where((row) =>
          row.or([row('max_requests', 'is', null), row('requests', '<', row.ref('max_requests'))]),
        )
        .executeTakeFirst();
      return numUpdatedRows === 0n ? stateOf(db, id) : undefined;
    });
  }
}

async function stateOf(db: Queries, id: string): Promise<CapState> {
  const row = await db.selectFrom('browser_tokens').selectAll().where('id', '=', id).executeTakeFirst();
  return { maxRequests: row?.max_requests ?? 0, requests: row?.requests ?? 0 };
}
