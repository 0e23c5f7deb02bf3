import { contextOf, executionOf } from '../../http/execution.fixture';
import { ROLES, type Role } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import type { AccessPolicy } from '../access';
import { handlerWith } from '../access.fixture';
import { principalOf } from '../principal.fixture';
import { RolesGuard } from './roles.guard';

const guard = new RolesGuard();

const enter = (role: Role | undefined, policy: AccessPolicy | undefined) => (): boolean => {
  const context = contextOf(role === undefined ? {} : { principal: principalOf({ role }) });
  return guard.canActivate(executionOf(context, handlerWith(policy)));
};

const table = ROLES.flatMap((required, needed) =>
  ROLES.map((role, held) => [role, required, held >= needed] as const),
);

describe('the roles guard', () => {
  it.each(table)('%s on a route for %s: %s', async (role, required, admitted) => {
    if (admitted) expect(enter(role, { atLeast: required })()).toBe(true);
    else expect((await refusalOf(enter(role, { atLeast: required }))).code).toBe('role_denied');
  });

  it.each(ROLES)('a route for %s admits nobody unknown, and names the role', async (atLeast) => {
    const { code, message } = await refusalOf(enter(undefined, { atLeast }));
    expect(code).toBe('role_denied');
    expect(message).toContain(atLeast);
  });

  it('a public route admits anyone', () => {
    expect(enter(undefined, { public: true })()).toBe(true);
  });

  it.each([...ROLES, undefined])('a route that declares nothing admits nobody, not even %s', async (role) => {
    expect((await refusalOf(enter(role, undefined))).code).toBe('role_denied');
  });
});
