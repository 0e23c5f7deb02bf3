import fc from 'fast-check';
import { atLeast, ROLES } from './principal';

describe('roles', () => {
  it('are in the order of CONTRACT section 2, narrowest first', () => {
    expect(ROLES).toEqual(['readonly', 'analyst', 'member', 'admin']);
  });

  it.each([
    ['readonly', ['readonly']],
    ['analyst', ['readonly', 'analyst']],
    ['member', ['readonly', 'analyst', 'member']],
    ['admin', ['readonly', 'analyst', 'member', 'admin']],
  ] as const)('%s carries the rights of %j and no others', (role, included) => {
    expect(ROLES.filter((required) => atLeast(role, required))).toEqual(included);
  });

  it('are totally ordered', () => {
    const role = fc.constantFrom(...ROLES);
    fc.assert(
      fc.property(role, role, role, (a, b, c) => {
        expect(atLeast(a, a)).toBe(true);
        expect(atLeast(a, b) && atLeast(b, a)).toBe(a === b);
        if (atLeast(a, b) && atLeast(b, c)) expect(atLeast(a, c)).toBe(true);
      }),
    );
  });
});
