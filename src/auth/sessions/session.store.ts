import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel';
import { Database, type SessionRow } from '../../storage';

/** The table of log-ins. Each call raises `store_unavailable` when the database does not answer. */
@Injectable()
export class SessionStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a log-in, and forgets those that have run out. Whether the user is still as the password was compared with:
   * a change that comes in between must not leave a log-in behind.
   */
  add(session: SessionRow, tokensValidFrom: number): Promise<boolean> {
    return this.database.transaction(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('users')
        .set((row) => ({ id: row.ref('id') }))
        .where('id', '=', session.user_id)
        .where('tokens_valid_from', '=', tokensValidFrom)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await db.deleteFrom('sessions').where('expires_at', '<', this.clock.now()).execute();
      await db.insertInto('sessions').values(session).execute();
      return true;
    });
  }

  /**
   * Puts the next refresh token in the place of the last one, in one statement: of many at once one wins. The user
   * whose log-in it is, or undefined when the last one is not the one that is good.
   */
  async rotate(id: string, last: string, next: string, expiresAt: number): Promise<string | undefined> {
    const row = await this.database.attempt((db) =>
      db
        .updateTable('sessions')
        .set({ refresh_token_id: next, expires_at: expiresAt })
        .where('id', '=', id)
        .where('refresh_token_id', '=', last)
        .where('expires_at', '>', this.clock.now())
        .returning('user_id')
        .executeTakeFirst(),
    );
    return row?.user_id;
  }

  async remove(id: string): Promise<void> {
    await this.database.attempt((db) => db.deleteFrom('sessions').where('id', '=', id).execute());
  }
}
