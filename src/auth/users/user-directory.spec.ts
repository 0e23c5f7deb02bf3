import { atLeast, microUsd, MODES, ROLES, type Principal } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { identityOf, type IdentityOf } from '../identity.fixture';
import { principalOf } from '../principal.fixture';
import type { TokenClaims } from '../tokens/claims';
import { storedUser } from './users.fixture';

const CHRIS = storedUser();
const ADMIN = principalOf({ role: 'admin' });

const claimsOf = (part: Partial<TokenClaims> = {}): TokenClaims => ({
  sub: 'chris',
  role: 'member',
  mode: 'full',
  iat: CHRIS.tokensValidFrom / 1000,
  exp: CHRIS.tokensValidFrom / 1000 + 1800,
  jti: 'token-1',
  typ: 'access',
  sid: 'session-1',
  ...part,
});

const place = storeOfBlock('sqlite');
let gateway: IdentityOf;
beforeEach(async () => {
  gateway = identityOf(place.database);
  await gateway.users.add(CHRIS);
});

/** Both ways to a user: by a token of theirs, and by one that a page of theirs has. */
const WAYS: [string, (from: IdentityOf, claims: TokenClaims) => Promise<Principal>][] = [
  ['an access token', (from, claims) => from.directory.ofAccessToken(claims)],
  ['a browser token', (from, claims) => from.directory.ofBrowserToken(claims, CHRIS.id)],
];

describe('the user behind an access token', () => {
  it('is who it says, bound by role and mode alone where there is no budget', async () => {
    expect(await gateway.directory.ofAccessToken(claimsOf())).toEqual(
      principalOf({
        id: `user:${CHRIS.id}`,
        credential: 'user_token',
        keyId: null,
        name: 'chris',
        origins: 'any',
        tokensValidFrom: CHRIS.tokensValidFrom,
        token: {
          id: 'token-1',
          session: 'session-1',
          expiresAt: claimsOf().exp * 1000,
          countsRequests: false,
          maxCost: undefined,
        },
      }),
    );
  });

  it('is the same, however the name was written at log-in', async () => {
    expect(await gateway.directory.ofAccessToken(claimsOf({ sub: 'CHRIS' }))).toMatchObject({
      name: 'chris',
    });
  });

  const roles = ROLES.flatMap((role) => ROLES.map((claimed) => [role, claimed] as const));
  it.each(roles)('who is %s with a token for %s has the narrower role', async (role, claimed) => {
    await gateway.users.change(CHRIS.id, (user) => ({ ...user, role }));
    const found = await gateway.directory.ofAccessToken(claimsOf({ role: claimed }));
    expect(found.role).toBe(atLeast(role, claimed) ? claimed : role);
  });

  const modes = MODES.flatMap((mode) => MODES.map((claimed) => [mode, claimed] as const));
  it.each(modes)('whose mode is %s with a token for %s has the narrower mode', async (mode, claimed) => {
    await gateway.users.change(CHRIS.id, (user) => ({ ...user, mode }));
    const found = await gateway.directory.ofAccessToken(claimsOf({ mode: claimed }));
    expect(found.mode).toBe(mode === 'full' && claimed === 'full' ? 'full' : 'viewer');
  });

  it.each(['', 'nobody', 'chris ', "' or 1=1", 'a'.repeat(200), '%', 'ch\0ris'])(
    'is nobody called %j',
    async (sub) => {
      const found = await refusalOf(() => gateway.directory.ofAccessToken(claimsOf({ sub })));
      expect(found.code).toBe('credential_invalid');
    },
  );
});

describe.each(WAYS)('the user behind %s', (_, holderOf) => {
  const refused = async (claims = claimsOf(), from = gateway): Promise<string> =>
    (await refusalOf(() => holderOf(from, claims))).code;

  it('is there for tokens of the very second from which they are good, and none before', async () => {
    await expect(holderOf(gateway, claimsOf())).resolves.toBeDefined();
    const early = claimsOf({ jti: 'token-0', iat: claimsOf().iat - 1 });
    expect(await refused(early)).toBe('credential_invalid');
  });

  it.each(['token-1', 'session-1'])('is no longer once %s has ended, at once', async (id) => {
    await holderOf(gateway, claimsOf());
    await gateway.revoked.add([{ id, expiresAt: 2e12 }]);
    expect(await refused()).toBe('credential_invalid');
  });

  it('is there although other tokens have ended', async () => {
    await gateway.revoked.add([
      { id: 'token-2', expiresAt: 2e12 },
      { id: 'session-2', expiresAt: 2e12 },
    ]);
    await expect(holderOf(gateway, claimsOf())).resolves.toBeDefined();
    await expect(holderOf(gateway, claimsOf({ jti: 'token-3', sid: 'session-3' }))).resolves.toBeDefined();
  });

  it.each([
    ['of another role', { role: 'readonly' }],
    ['of another mode', { mode: 'viewer' }],
  ] as const)('is no longer once they are %s, at once', async (__, change) => {
    await holderOf(gateway, claimsOf());
    await gateway.people.change(ADMIN, CHRIS.id, change);
    expect(await refused()).toBe('credential_invalid');
  });

  it('has the budget that they have now', async () => {
    expect(await holderOf(gateway, claimsOf())).toMatchObject({ budget: undefined });
    const budget = { limit: microUsd(5n), period: 'month', softPercent: 50 } as const;
    await gateway.people.change(ADMIN, CHRIS.id, { budget });
    expect(await holderOf(gateway, claimsOf())).toMatchObject({ budget });
    await gateway.people.change(ADMIN, CHRIS.id, { budget: null });
    expect(await holderOf(gateway, claimsOf())).toMatchObject({ budget: undefined });
  });

  it('is no longer once they are deleted, at once, also for who gets their name', async () => {
    await holderOf(gateway, claimsOf());
    await gateway.people.delete(ADMIN, CHRIS.id);
    expect(await refused()).toBe('credential_invalid');
    await gateway.people.add({ username: 'chris', password: 'long enough', role: 'admin', mode: 'full' });
    expect(await refused()).toBe('credential_invalid');
  });

  it('is known for a moment without the store, and nobody else is', async () => {
    const database = await place.replica();
    const other = identityOf(database);
    const known = await holderOf(other, claimsOf());
    await database.close();
    expect(await holderOf(other, claimsOf())).toEqual(known);
    expect(await refused(claimsOf({ jti: 'token-2' }), other)).toBe('store_unavailable');
  });
});

it('the user behind a browser token is found by id, whatever the token calls the page’s user', async () => {
  const found = await gateway.directory.ofBrowserToken(
    claimsOf({ sub: 'a visitor', role: 'readonly' }),
    CHRIS.id,
  );
  expect(found).toMatchObject({ id: `user:${CHRIS.id}`, name: 'chris', role: 'member', token: undefined });
  const nobody = gateway.directory.ofBrowserToken(claimsOf({ jti: 'token-2' }), 'bbbbbbbbbbbb');
  await expect(nobody).rejects.toMatchObject({ code: 'credential_invalid' });
});
