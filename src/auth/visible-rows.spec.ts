import { principalOf } from './principal.fixture';
import { ROLES, type Principal } from '../kernel';
import { visibleTo } from './visible-rows';

const KEY: Partial<Principal> = { id: 'key:abc', keyId: 'abc', credential: 'api_key' };
const USER: Partial<Principal> = { id: 'user:uvw', keyId: null, credential: 'user_token' };
const OWN_OF_KEY = { column: 'key_id', value: 'abc' };
const OWN_OF_USER = { column: 'user_id', value: 'uvw' };

describe('the calls that one may see', () => {
  it.each([
    ['readonly', 'all', 'all'],
    ['analyst', OWN_OF_KEY, OWN_OF_USER],
    ['member', OWN_OF_KEY, OWN_OF_USER],
    ['admin', 'all', 'all'],
  ] as const)('%s', (role, byKey, byUser) => {
    expect(visibleTo(principalOf({ ...KEY, role }))).toEqual(byKey);
    expect(visibleTo(principalOf({ ...USER, role }))).toEqual(byUser);
  });

  it.each(ROLES)('%s with a browser token: those of the token’s subject', (role) => {
    for (const minter of [KEY, USER]) {
      const id = `${String(minter.id)}/customer 42`;
      const page = principalOf({
        ...minter,
        role,
        id,
        countedAs: String(minter.id),
        credential: 'browser_token',
      });
      expect(visibleTo(page)).toEqual({ column: 'principal', value: id });
    }
  });
});
