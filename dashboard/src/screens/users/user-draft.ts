import type { ChangeUser, CreateUser, User } from '@sallyport/client';
import { budgetDraft, budgetIn, type BudgetDraft } from '../../parts/form/budget-draft';
import { NotSent } from '../../parts/form/faults';

/** A user as they stand in a form. */
export interface UserDraft {
  readonly username: string;
  readonly password: string;
  readonly role: CreateUser['role'];
  readonly mode: NonNullable<CreateUser['mode']>;
  readonly budget: BudgetDraft;
}

export const NEW_USER: UserDraft = {
  username: '',
  password: '',
  role: 'member',
  mode: 'full',
  budget: { period: 'none', limit: '', soft: '' },
};

export function draftOf(user: User): UserDraft {
  const { username, role, mode, budget } = user;
  return { username, password: '', role, mode, budget: budgetDraft(budget) };
}

/** The rules of a password, as the gateway checks them. */
export const PASSWORD_RULE = 'At least 8 characters, at most 72 bytes.';

/** As far as bcrypt reads. */
const LONGEST_BYTES = 72;
const SHORTEST = 8;

/** What is wrong with a password, before it is sent; the gateway decides. */
export function passwordFault(password: string): string | undefined {
  const missing = SHORTEST - Array.from(password).length;
  if (missing > 0) return `At least 8 characters: ${String(missing)} more.`;
  const bytes = new TextEncoder().encode(password).length;
  return bytes > LONGEST_BYTES ? `At most 72 bytes: these are ${String(bytes)}.` : undefined;
}

/** What to send for a new user. @throws NotSent */
export function bodyOf({ username, password, role, mode, budget: wanted }: UserDraft): CreateUser {
  const { budget, faults } = budgetIn(wanted);
  const fault = passwordFault(password);
  const all = {
    ...(username.trim() === '' && { username: 'Say what the user is called.' }),
    ...(fault !== undefined && { password: fault }),
    ...faults,
  };
  if (Object.keys(all).length > 0) throw new NotSent(all);
  return { username: username.trim(), password, role, mode, budget };
}

/** What of a user was changed. An empty password is none. @throws NotSent */
export function changesIn(draft: UserDraft, user: User): ChangeUser {
  const { budget, faults } = budgetIn(draft.budget);
  const fault = draft.password === '' ? undefined : passwordFault(draft.password);
  const all = { ...(fault !== undefined && { password: fault }), ...faults };
  if (Object.keys(all).length > 0) throw new NotSent(all);
  const before = budgetIn(budgetDraft(user.budget)).budget;
  return {
    ...(draft.password !== '' && { password: draft.password }),
    ...(draft.role !== user.role && { role: draft.role }),
    ...(draft.mode !== user.mode && { mode: draft.mode }),
    ...(JSON.stringify(budget) !== JSON.stringify(before) && { budget }),
  };
}
