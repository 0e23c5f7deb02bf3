import { Delete, Get, Head, Patch, Post, Put, RequestMethod } from '@nestjs/common';
import { MODES, ROLES, type Mode, type Role } from '../kernel';
import { accessOf, isPublic, refusedFor, type AccessPolicy } from './access';
import { handlerWith } from './access.fixture';

describe('the declared access of a route', () => {
  it.each<[AccessPolicy, boolean]>([
    [{ public: true }, true],
    [{ public: true, quota: 'free' }, true],
    [{ atLeast: 'readonly' }, false],
    [{ atLeast: 'admin', quota: 'free' }, false],
    [{ atLeast: 'member', viewer: true }, false],
    [{ atLeast: 'admin', viewer: false }, false],
    [{ atLeast: 'admin', quota: { maxRequests: 2, windowSeconds: 60 } }, false],
    [{ public: true, quota: { maxRequests: 2, windowSeconds: 60 } }, true],
  ])('%j is read back; public: %s', (policy, open) => {
    expect(accessOf(handlerWith(policy))).toEqual(policy);
    expect(isPublic(accessOf(handlerWith(policy)))).toBe(open);
  });

  it('is nothing where nobody declared one, and nothing is not public', () => {
    expect(accessOf(handlerWith())).toBeUndefined();
    expect(isPublic(undefined)).toBe(false);
  });
});

const METHODS: [string, () => MethodDecorator, boolean][] = [
  ['GET', Get, true],
  ['HEAD', Head, false],
  ['POST', Post, false],
  ['PUT', Put, false],
  ['PATCH', Patch, false],
  ['DELETE', Delete, false],
];
const everyone = ROLES.flatMap((role) => MODES.map((mode) => [role, mode] as [Role, Mode]));

describe.each(METHODS)('a route of %s', (_, method, reads) => {
  const of = (policy?: AccessPolicy): (() => unknown) => handlerWith(policy, method());

  it.each(everyone)('that declares nothing refuses %s in the mode %s', (role, mode) => {
    expect(refusedFor(of(), role, mode)).toBe('role');
  });

  it.each(everyone)('that is public refuses nobody, not %s in the mode %s', (role, mode) => {
    expect(refusedFor(of({ public: true }), role, mode)).toBeUndefined();
  });

  const asked = ROLES.flatMap((atLeast, needed) =>
    everyone.map(([role, mode]) => ({ atLeast, role, mode, enough: ROLES.indexOf(role) >= needed })),
  );

  it.each(asked)('for $atLeast: $role in the mode $mode', ({ atLeast, role, mode, enough }) => {
    const expected = !enough ? 'role' : mode === 'viewer' && !reads ? 'mode' : undefined;
    expect(refusedFor(of({ atLeast }), role, mode)).toBe(expected);
  });

  it.each(asked)('for $atLeast and viewers: $role in the mode $mode', ({ atLeast, role, mode, enough }) => {
    expect(refusedFor(of({ atLeast, viewer: true }), role, mode)).toBe(enough ? undefined : 'role');
  });

  it.each(asked)(
    'for $atLeast and no viewers: $role in the mode $mode',
    ({ atLeast, role, mode, enough }) => {
      const expected = !enough ? 'role' : mode === 'viewer' ? 'mode' : undefined;
      expect(refusedFor(of({ atLeast, viewer: false }), role, mode)).toBe(expected);
    },
  );
});

it('what no router knows is no read', () => {
  expect(RequestMethod.GET).toBe(0);
  expect(refusedFor(handlerWith({ atLeast: 'readonly' }), 'admin', 'viewer')).toBe('mode');
});
