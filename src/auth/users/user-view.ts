import { budgetView, type BudgetView } from '../budget';
import type { User } from './user';

/** A user as `/admin/users` shows it. Times are ISO 8601, UTC. */
export interface UserView {
  readonly id: string;
  readonly username: string;
  readonly role: string;
  readonly mode: string;
  readonly budget: BudgetView | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export function userView({ id, username, role, mode, budget, createdAt, updatedAt }: User): UserView {
  return {
    id,
    username,
    role,
    mode,
    budget: budgetView(budget),
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
  };
}
