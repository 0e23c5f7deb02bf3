import { accessOf, isPublic, type AccessPolicy } from './access';
import { handlerWith } from './access.fixture';

describe('the declared access of a route', () => {
  it.each<[AccessPolicy, boolean]>([
    [{ public: true }, true],
    [{ public: true, quota: 'free' }, true],
    [{ atLeast: 'readonly' }, false],
    [{ atLeast: 'admin', quota: 'free' }, false],
  ])('%j is read back; public: %s', (policy, open) => {
    expect(accessOf(handlerWith(policy))).toEqual(policy);
    expect(isPublic(accessOf(handlerWith(policy)))).toBe(open);
  });

  it('is nothing where nobody declared one, and nothing is not public', () => {
    expect(accessOf(handlerWith())).toBeUndefined();
    expect(isPublic(undefined)).toBe(false);
  });
});
