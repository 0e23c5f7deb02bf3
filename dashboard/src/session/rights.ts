import type { Identity } from '@sallyport/client';

export type Role = Identity['role'];

/** From the least to the most; each may do what those before it may (CONTRACT section 2). */
const ROLES: readonly Role[] = ['readonly', 'analyst', 'member', 'admin'];

/** What a screen or a button needs of whoever looks at it. */
export interface Needs {
  readonly role: Role;
  /** Whether it changes or asks something, which the mode `viewer` may not. */
  readonly writes?: boolean;
}

/** Whether somebody may do it. The gateway decides; this only spares people a button that would be refused. */
export function may(me: Pick<Identity, 'role' | 'mode'>, { role, writes = false }: Needs): boolean {
  if (writes && me.mode === 'viewer') return false;
  return ROLES.indexOf(me.role) >= ROLES.indexOf(role);
}

/** Whether somebody sees what others asked and spent. */
export function seesAll({ role }: Pick<Identity, 'role'>): boolean {
  return role === 'admin' || role === 'readonly';
}

/** The roles that somebody may give to others. */
export function grantable({ role }: Pick<Identity, 'role'>): readonly Role[] {
  return ROLES.slice(0, ROLES.indexOf(role) + 1);
}

/** What each role does. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  readonly: 'Looks at what everybody asks and spends.',
  analyst: 'Asks whitelisted queries.',
  member: 'Asks questions and queries.',
  admin: 'Does everything, keys and users included.',
};

export const MODE_WORDS: Readonly<Record<Identity['mode'], string>> = {
  full: 'All that the role may.',
  viewer: 'Only reads, whatever the role.',
};

/** For a choice. */
export const MODES: readonly { readonly value: Identity['mode']; readonly label: string }[] = [
  { value: 'full', label: 'full' },
  { value: 'viewer', label: 'viewer' },
];
