import type { Principal } from '../kernel';

/** The rows that somebody may see, of the ledger and of chains: all, or those with one value in one column. */
export type VisibleRows = 'all' | OwnRows;

export interface OwnRows {
  readonly column: 'key_id' | 'user_id' | 'principal';
  readonly value: string;
}

const USER = 'user:';

/**
 * CONTRACT section 2: administrators and those who only look see everybody's rows, the rest their own, with those of
 * the browser tokens that they minted. A page sees its own whatever its role: it is in the hands of strangers.
 */
export function visibleTo(principal: Principal): VisibleRows {
  const { credential, role } = principal;
  if (credential !== 'browser_token' && (role === 'admin' || role === 'readonly')) return 'all';
  return ownedBy(principal);
}

/** The rows that are somebody's own, whatever else they may see. */
export function ownedBy({ credential, id, keyId, countedAs }: Principal): OwnRows {
  if (credential === 'browser_token') return { column: 'principal', value: id };
  if (keyId !== null) return { column: 'key_id', value: keyId };
  return { column: 'user_id', value: countedAs.slice(USER.length) };
}

/** Whether keys and users may be called by name: a page has no business with who minted its token. */
export function mayName(visible: VisibleRows): boolean {
  return visible === 'all' || visible.column !== 'principal';
}
