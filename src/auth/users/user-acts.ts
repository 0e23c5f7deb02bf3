import type { AdminAct } from '../acts';
import type { User } from './user';
import { userView } from './user-view';

/** What was done to a user, without passwords: of a new one only that there is one. */
export function userAct(action: string, before: User | undefined, after: User | undefined): AdminAct {
  const id = before?.id ?? after?.id ?? '';
  const isNewPassword =
    before !== undefined && after !== undefined && before.passwordHash !== after.passwordHash;
  const shown = after === undefined ? null : userView(after);
  return {
    action,
    target: `user:${id}`,
    before: before === undefined ? null : userView(before),
    after: isNewPassword ? { ...shown, password: 'changed' } : shown,
  };
}
