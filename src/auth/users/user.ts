import { ALL_CAPABILITIES, type BudgetPolicy, type Mode, type Rights, type Role } from '../../kernel';

/** Somebody who logs in. */
export interface User {
  readonly id: string;
  readonly username: string;
  /** bcrypt. */
  readonly passwordHash: string;
  readonly role: Role;
  readonly mode: Mode;
  readonly budget: BudgetPolicy | undefined;
  /** Epoch milliseconds: of the last change that ended all tokens. */
  readonly tokensValidFrom: number;
  /** Epoch milliseconds, as the next one. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/;

/** Names that differ by case alone are one. */
export function folded(username: string): string {
  return username.toLowerCase();
}

/** What somebody may do who is bound by role, mode and budget alone. */
export function rightsOfUser({ role, mode, budget }: Pick<User, 'role' | 'mode' | 'budget'>): Rights {
  return {
    role,
    mode,
    allowedNetworks: undefined,
    origins: 'any',
    models: undefined,
    queryTypes: undefined,
    capabilities: role === 'admin' ? ALL_CAPABILITIES : new Set(),
    rateLimit: undefined,
    maxConcurrency: undefined,
    budget,
    expiresAt: undefined,
  };
}
