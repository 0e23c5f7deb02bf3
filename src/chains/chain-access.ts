import { sql, type RawBuilder } from 'kysely';
import { ownedBy, visibleTo, type VisibleRows } from '../auth';
import { GatewayError, type Principal } from '../kernel';
import type { ChainRow } from '../storage';

/** The condition that a chain is among these. */
export function among(visible: VisibleRows): RawBuilder<boolean> {
  return visible === 'all' ? sql`1 = 1` : sql`${sql.ref(visible.column)} = ${visible.value}`;
}

/** Whose chains somebody may delete: their own, an administrator all. Who only looks deletes nobody else's. */
export function deletableBy(principal: Principal): VisibleRows {
  return principal.role === 'admin' ? visibleTo(principal) : ownedBy(principal);
}

/** Whether a chain is somebody's own, whatever else they may see. */
export function isOwn(
  principal: Principal,
  chain: Pick<ChainRow, 'principal' | 'key_id' | 'user_id'>,
): boolean {
  const { column, value } = ownedBy(principal);
  return chain[column] === value;
}

/** Whose a new chain is, as the ledger says it. */
export function ownerColumns(principal: Principal): Pick<ChainRow, 'principal' | 'key_id' | 'user_id'> {
  const { id, keyId, countedAs } = principal;
  return {
    principal: id,
    key_id: keyId,
    user_id: keyId === null ? countedAs.slice(countedAs.indexOf(':') + 1) : null,
  };
}

/** The same for a chain that is not there and for one of somebody else. */
export function noSuchChain(): GatewayError {
  return new GatewayError('not_found', 'There is no chain of yours under that id');
}
