import { Get, Post } from '@nestjs/common';
import { contextOf, executionOf } from '../../http/execution.fixture';
import { MODES, ROLES, type Mode, type Role } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import type { AccessPolicy } from '../access';
import { handlerWith } from '../access.fixture';
import { principalOf } from '../principal.fixture';
import { RolesGuard } from './roles.guard';

const guard = new RolesGuard();

const enter =
  (
    who: { role: Role; mode?: Mode } | undefined,
    policy: AccessPolicy | undefined,
    method: () => MethodDecorator = Post,
  ) =>
  (): boolean => {
    const context = contextOf(who === undefined ? {} : { principal: principalOf(who) });
    return guard.canActivate(executionOf(context, handlerWith(policy, method())));
  };

const table = ROLES.flatMap((required, needed) =>
  ROLES.map((role, held) => [role, required, held >= needed] as const),
);

describe('the roles guard', () => {
  it.each(table)('%s on a route for %s: %s', async (role, required, admitted) => {
    if (admitted) expect(enter({ role }, { atLeast: required })()).toBe(true);
    else expect((await refusalOf(enter({ role }, { atLeast: required }))).code).toBe('role_denied');
  });

  it.each(table)('%s as a viewer on a route for %s that reads: %s', async (role, required, admitted) => {
    const entering = enter({ role, mode: 'viewer' }, { atLeast: required }, Get);
    if (admitted) expect(entering()).toBe(true);
    else expect((await refusalOf(entering)).code).toBe('role_denied');
  });

  it.each(table)('%s as a viewer on a route for %s that does more', async (role, required, enough) => {
    const { code } = await refusalOf(enter({ role, mode: 'viewer' }, { atLeast: required }));
    expect(code).toBe(enough ? 'mode_denied' : 'role_denied');
  });

  it('a viewer may do more where the route says so', () => {
    expect(enter({ role: 'readonly', mode: 'viewer' }, { atLeast: 'readonly', viewer: true })()).toBe(true);
  });

  it.each(ROLES)('a route for %s admits nobody unknown, and names the role', async (atLeast) => {
    const { code, message } = await refusalOf(enter(undefined, { atLeast }));
    expect(code).toBe('role_denied');
    expect(message).toContain(atLeast);
  });

  it.each(MODES)('a public route admits anyone, also in the mode %s', (mode) => {
    expect(enter(undefined, { public: true })()).toBe(true);
    expect(enter({ role: 'readonly', mode }, { public: true })()).toBe(true);
  });

  it.each([...ROLES, undefined])('a route that declares nothing admits nobody, not even %s', async (role) => {
    const who = role === undefined ? undefined : { role };
    expect((await refusalOf(enter(who, undefined, Get))).code).toBe('role_denied');
  });
});
