import { sql } from 'kysely';
import type { AdminActRow, Database, Queries } from '../../storage';
import type { ActEntry } from '../chain/entry';

/** More than anybody does in a second, and few enough for one statement. */
export const MOST_ACTS = 100;

/** Whether acts are waiting. @throws GatewayError `store_unavailable` */
export async function anyActs(database: Database): Promise<boolean> {
  const row = await database.attempt((db) =>
    db.selectFrom('admin_acts').select('id').limit(1).executeTakeFirst(),
  );
  return row !== undefined;
}

/** Takes acts out, oldest first; what another replica is taking at the same time is left to it. */
export async function takeActs(db: Queries, engine: Database['engine']): Promise<readonly ActEntry[]> {
  const oldest = db.selectFrom('admin_acts').select('id').orderBy('at').orderBy('id').limit(MOST_ACTS);
  const ids = engine === 'postgresql' ? oldest.forUpdate().skipLocked() : oldest;
  const rows = await db
    .deleteFrom('admin_acts')
    // As an array it is looked up once, and locks just so many.
    .where(engine === 'postgresql' ? sql<boolean>`id = any(array(${ids}))` : sql<boolean>`id in (${ids})`)
    .returningAll()
    .execute();
  return rows.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)).map(entryOf);
}

function entryOf({ at, act }: AdminActRow): ActEntry {
  const said = JSON.parse(act) as Omit<ActEntry, 'kind' | 'at'>;
  return { kind: 'act', at: new Date(at).toISOString(), ...said };
}
