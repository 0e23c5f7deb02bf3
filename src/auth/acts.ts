import { randomBase62, type Principal } from '../kernel';
import type { Queries } from '../storage';

/** Who does something that is put on record. */
export interface Actor {
  /** The id of a principal, `cli` or `bootstrap`. */
  readonly who: string;
  /** Null: no request asked for it. */
  readonly requestId: string | null;
}

/** Whoever has the command line of this machine. */
export const CLI: Actor = { who: 'cli', requestId: null };

/** The gateway itself, as it is configured. */
export const BOOTSTRAP: Actor = { who: 'bootstrap', requestId: null };

/** Something that was done to a key, a user or another resource, for the audit trail. */
export interface AdminAct {
  /** Such as `key.created`. */
  readonly action: string;
  /** The id of what it was done to, such as `key:4fK2…`. */
  readonly target: string;
  /** As the API shows it, without secrets; null: it was not there. */
  readonly before: object | null;
  /** As above; null: it is no longer there. */
  readonly after: object | null;
}

/** The caller of a route that is not public. */
export function actorOf(principal: Principal, requestId: string | null): Actor {
  return { who: principal.id, requestId };
}

const ID_LENGTH = 22;

/**
 * Puts an act on record in the transaction that does it, so that neither is without the other. From there the audit
 * trail takes it. Of a change only what differs is kept.
 * @param at epoch milliseconds
 */
export async function recordAct(
  db: Queries,
  { who, requestId }: Actor,
  { action, target, before, after }: AdminAct,
  at: number,
): Promise<void> {
  const act = { actor: who, request_id: requestId, action, target, ...differing(before, after) };
  await db
    .insertInto('admin_acts')
    .values({ id: randomBase62(ID_LENGTH), at, act: JSON.stringify(act) })
    .execute();
}

/** Two views, or of two that are both there what they do not share. */
function differing(before: object | null, after: object | null): Pick<AdminAct, 'before' | 'after'> {
  if (before === null || after === null) return { before, after };
  const [old, recent] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...old.keys(), ...recent.keys()])].filter(
    (name) => JSON.stringify(old.get(name)) !== JSON.stringify(recent.get(name)),
  );
  const part = (of: ReadonlyMap<string, unknown>): object =>
    Object.fromEntries(names.filter((name) => of.has(name)).map((name) => [name, of.get(name)]));
  return { before: part(old), after: part(recent) };
}
