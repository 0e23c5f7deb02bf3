import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel';
import { Database } from '../../storage';
import { Revocations } from '../revocations';

/** Something that was ended before its time: a token or a log-in, and when it would have ended by itself. */
export interface Revoked {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Tokens and log-ins that are no longer good although their signature is. Raises `store_unavailable`. */
@Injectable()
export class RevokedTokens {
  constructor(
    private readonly database: Database,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  async includeAny(ids: readonly (string | undefined)[]): Promise<boolean> {
    const asked = ids.filter((id) => id !== undefined);
    const found = await this.database.attempt((db) =>
      db.selectFrom('revoked_tokens').select('id').where('id', 'in', asked).limit(1).executeTakeFirst(),
    );
    return found !== undefined;
  }

  /** Ends them on every replica. What has ended by itself meanwhile is forgotten. */
  async add(revoked: readonly Revoked[]): Promise<void> {
    await this.database.transaction(async (db) => {
      await db.deleteFrom('revoked_tokens').where('expires_at', '<', this.clock.now()).execute();
      await db
        .insertInto('revoked_tokens')
        .values(revoked.map(({ id, expiresAt }) => ({ id, expires_at: expiresAt })))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    });
    this.revocations.announce();
  }
}
