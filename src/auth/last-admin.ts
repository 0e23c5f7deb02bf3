import { GatewayError } from '../kernel';
import type { Queries } from '../storage';

/*
 * The last administrator stays. Whoever takes one away does so exclusively (`Database.exclusively`): of two who take
 * each other away at once the second is refused.
 */

/** @throws GatewayError `last_admin` when nobody who logs in administrates any more */
export async function requireAdminUser(db: Queries): Promise<void> {
  if (!(await hasAdminUser(db)))
    throw new GatewayError('last_admin', 'This is the last administrator who can log in; make another first');
}

/** @throws GatewayError `last_admin` when neither a key nor a person administrates any more */
export async function requireAdminKeyOrUser(db: Queries, now: number): Promise<void> {
  const key = await db
    .selectFrom('api_keys')
    .select('id')
    .where('role', '=', 'admin')
    .where('mode', '=', 'full')
    .where('revoked_at', 'is', null)
    .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]))
    .limit(1)
    .executeTakeFirst();
  if (key === undefined && !(await hasAdminUser(db)))
    throw new GatewayError('last_admin', 'This is the last key of an administrator; make another first');
}

async function hasAdminUser(db: Queries): Promise<boolean> {
  const user = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('mode', '=', 'full')
    .limit(1)
    .executeTakeFirst();
  return user !== undefined;
}
