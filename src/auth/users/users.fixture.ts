import { hash } from '@node-rs/bcrypt';
import { Passwords } from './passwords';
import type { User } from './user';

/** Passwords with the fewest rounds that bcrypt takes: what is tested is what becomes of them. */
export class CheapPasswords extends Passwords {
  override hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, 4));
  }
}

/** Somebody who can log in, as they are stored; with nobody’s password. */
export function storedUser(part: Partial<User> = {}): User {
  return {
    id: 'aaaaaaaaaaaa',
    username: 'chris',
    passwordHash: '$2b$10$nobody',
    role: 'member',
    mode: 'full',
    budget: undefined,
    tokensValidFrom: 1_789_000_001_000,
    createdAt: 1_789_000_000_123,
    updatedAt: 1_789_000_000_456,
    ...part,
  };
}
