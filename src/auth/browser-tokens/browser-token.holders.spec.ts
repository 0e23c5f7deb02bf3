import { ALL_CAPABILITIES, microUsd, type Principal } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { identityOf, type IdentityOf } from '../identity.fixture';
import type { ApiKey } from '../keys/api-key';
import type { ApiKeyRequest } from '../keys/api-keys';
import type { KeyChange } from '../keys/key-administration';
import { BOUNDS } from '../keys/keys.fixture';
import { principalOf } from '../principal.fixture';
import { browserClaimsOf, type BrowserClaims } from '../tokens/claims';
import { partOf } from '../tokens/tokens.fixture';
import type { BrowserTokenRequest } from './browser-tokens';

const ADMIN = principalOf({ role: 'admin', capabilities: ALL_CAPABILITIES });
const ORIGIN = 'https://app.example.com';
const WIDE: ApiKeyRequest = { name: 'backend', role: 'member', allowedOrigins: ['*'] };

function claimsIn(token: string): BrowserClaims {
  const claims = browserClaimsOf(partOf(token, 1));
  if (claims === undefined) throw new Error('This is no browser token');
  return claims;
}

describe.each(ENGINES)('the holder of a browser token on %s', (engine) => {
  const place = storeOfBlock(engine);
  let gateway: IdentityOf;
  beforeEach(() => {
    gateway = identityOf(place.database);
  });

  const keyOf = async (part: Partial<ApiKeyRequest> = {}): Promise<{ key: string; apiKey: ApiKey }> =>
    gateway.keys.keys.create({ ...WIDE, ...part });
  const mint = async (key: string, request: Partial<BrowserTokenRequest> = {}): Promise<BrowserClaims> => {
    const minter = await gateway.keys.verifier.verify(key);
    const answer = await gateway.browserTokens.mint(minter, { origin: ORIGIN, ttlSeconds: 300, ...request });
    return claimsIn(answer.access_token);
  };
  const refused = async (claims: BrowserClaims): Promise<string> =>
    (await refusalOf(() => gateway.holders.principalOf(claims))).code;

  it('is the page of one key, counted with the key, and signs nothing', async () => {
    const { key, apiKey } = await keyOf({ requireSignature: true });
    const claims = await mint(key, { subject: 'customer 42', maxRequests: 5 });
    expect(await gateway.holders.principalOf(claims)).toEqual<Principal>(
      principalOf({
        id: `key:${apiKey.id}/customer 42`,
        countedAs: `key:${apiKey.id}`,
        credential: 'browser_token',
        keyId: apiKey.id,
        name: 'customer 42',
        origins: [ORIGIN],
        expiresAt: claims.exp * 1000,
        token: {
          id: claims.jti,
          session: undefined,
          expiresAt: claims.exp * 1000,
          countsRequests: true,
          maxCost: undefined,
        },
      }),
    );
  });

  it.each<[Partial<BrowserTokenRequest>, boolean, bigint | undefined]>([
    [{}, false, undefined],
    [{ maxRequests: 5 }, true, undefined],
    [{ maxCost: microUsd(250_000n) }, false, 250_000n],
    [{ maxRequests: 1, maxCost: microUsd(1n) }, true, 1n],
  ])('is held to what it was minted with (%#)', async (caps, countsRequests, maxCost) => {
    const { key } = await keyOf();
    const { token } = await gateway.holders.principalOf(await mint(key, caps));
    expect(token).toMatchObject({ countsRequests, maxCost });
  });

  it('may spend nothing where its claims say so', async () => {
    const { key } = await keyOf();
    const claims = { ...(await mint(key)), max_cost_micro_usd: 0, counts_requests: false };
    const { token } = await gateway.holders.principalOf(claims);
    expect(token).toMatchObject({ countsRequests: false, maxCost: 0n });
  });

  it('has the bounds of the key, those of origin and end apart', async () => {
    const { role, mode, allowedNetworks, models, queryTypes, rateLimit, maxConcurrency, budget } =
      await gateway.keys.verifier.verify((await keyOf({ ...BOUNDS, allowedIps: ['10.0.0.0/8'] })).key);
    const { key } = await keyOf({ ...BOUNDS, allowedIps: ['10.0.0.0/8'] });
    expect(await gateway.holders.principalOf(await mint(key))).toMatchObject({
      role,
      mode,
      allowedNetworks,
      models,
      queryTypes,
      rateLimit,
      maxConcurrency,
      budget,
    });
  });

  it.each<[string, Partial<ApiKeyRequest>, Partial<BrowserTokenRequest>, KeyChange, Partial<Principal>]>([
    ['a role', { role: 'admin' }, { role: 'admin' }, { role: 'analyst' }, { role: 'analyst' }],
    ['a mode', {}, {}, { mode: 'viewer' }, { mode: 'viewer' }],
    ['models', {}, {}, { models: ['a'] }, { models: ['a'] }],
    ['models of its own', { models: ['a', 'b'] }, { models: ['b'] }, { models: ['a'] }, { models: [] }],
    ['fewer models', { models: ['a', 'b'] }, {}, { models: ['b', 'c'] }, { models: ['b'] }],
    ['query types', {}, { queryTypes: ['x', 'y'] }, { queryTypes: ['y'] }, { queryTypes: ['y'] }],
    ['other origins', {}, {}, { allowedOrigins: ['https://other.example.com'] }, { origins: [] }],
    ['its origin', {}, {}, { allowedOrigins: ['https://*.example.com'] }, { origins: [ORIGIN] }],
    [
      'a limit',
      {},
      {},
      { rateLimit: { maxRequests: 1, windowSeconds: 9 } },
      { rateLimit: { maxRequests: 1, windowSeconds: 9 } },
    ],
    ['a place for one', {}, {}, { maxConcurrency: 1 }, { maxConcurrency: 1 }],
    [
      'a budget',
      {},
      {},
      { budget: { limit: microUsd(1n), period: 'day', softPercent: 9 } },
      { budget: { limit: microUsd(1n), period: 'day', softPercent: 9 } },
    ],
  ])(
    'has %s left once the key has no more, from the next request on',
    async (_, part, request, change, left) => {
      const { key, apiKey } = await keyOf({ role: 'admin', ...part });
      await keyOf({ role: 'admin' });
      const claims = await mint(key, request);
      await gateway.holders.principalOf(claims);
      await gateway.keys.administration.change(ADMIN, apiKey.id, change);
      expect(await gateway.holders.principalOf(claims)).toMatchObject(left);
    },
  );

  it('gets nothing back that it was not minted with when the key gets more', async () => {
    const { key, apiKey } = await keyOf({ models: ['a'], mode: 'viewer', role: 'analyst' });
    const claims = await mint(key);
    const more = { models: [], mode: 'full', role: 'admin' } as const;
    await gateway.keys.administration.change(ADMIN, apiKey.id, more);
    expect(await gateway.holders.principalOf(claims)).toMatchObject({
      role: 'analyst',
      mode: 'viewer',
      models: ['a'],
    });
  });

  it('ends with the key, when that ends sooner', async () => {
    const { key, apiKey } = await keyOf();
    const claims = await mint(key);
    const expiresAt = gateway.clock.now() + 10_000;
    await gateway.keys.administration.change(ADMIN, apiKey.id, { expiresAt });
    expect((await gateway.holders.principalOf(claims)).expiresAt).toBe(expiresAt);
    gateway.clock.advance(10_000);
    expect(await refused(claims)).toBe('credential_invalid');
  });

  it.each<[string, (gateway: IdentityOf, id: string, claims: BrowserClaims) => Promise<unknown>]>([
    ['its key was revoked', ({ keys }, id) => keys.administration.revoke(ADMIN, id)],
    ['its key was deleted', ({ keys }, id) => keys.administration.delete(ADMIN, id)],
    ['it logged out', ({ revoked }, _, { jti, exp }) => revoked.add([{ id: jti, expiresAt: exp * 1000 }])],
  ])('is nobody once %s, at once', async (_, end) => {
    const { key, apiKey } = await keyOf();
    const [claims, other] = [await mint(key), await mint(key)];
    await gateway.holders.principalOf(claims);
    await end(gateway, apiKey.id, claims);
    expect(await refused(claims)).toBe('credential_invalid');
    const stays = await gateway.keys.verifier.minterOf(apiKey.id, { iat: 0, ver: 0 }).then(
      () => true,
      () => false,
    );
    if (stays) await expect(gateway.holders.principalOf(other)).resolves.toBeDefined();
  });

  it('stays for the grace when the secrets of its key are rotated, and not without', async () => {
    const { key, apiKey } = await keyOf();
    const claims = await mint(key);
    await gateway.keys.administration.rotate(ADMIN, apiKey.id, 60);
    await expect(gateway.holders.principalOf(claims)).resolves.toMatchObject({ keyId: apiKey.id });
    await gateway.keys.administration.rotate(ADMIN, apiKey.id, 0);
    expect(await refused(claims)).toBe('credential_invalid');
  });

  it('ends with the grace of a rotation, at the very millisecond, unless it was minted since', async () => {
    const { key, apiKey } = await keyOf();
    const before = await mint(key);
    const { key: next = '' } = await gateway.keys.administration.rotate(ADMIN, apiKey.id, 60);
    const since = await mint(next);
    gateway.clock.advance(59_999);
    await expect(gateway.holders.principalOf(before)).resolves.toBeDefined();
    gateway.clock.advance(1);
    expect(await refused(before)).toBe('credential_invalid');
    await expect(gateway.holders.principalOf(since)).resolves.toBeDefined();
  });

  it('that was minted by secrets in their grace ends with it', async () => {
    const { key, apiKey } = await keyOf();
    await gateway.keys.administration.rotate(ADMIN, apiKey.id, 90);
    const late = await mint(key);
    expect(late.exp * 1000).toBeLessThanOrEqual(gateway.clock.now() + 90_000);
    await expect(gateway.holders.principalOf(late)).resolves.toBeDefined();
  });

  it('ends with each rotation without a grace, however fast they follow each other', async () => {
    const { key, apiKey } = await keyOf();
    let current = key;
    for (let round = 0; round < 3; round += 1) {
      const claims = await mint(current);
      await gateway.holders.principalOf(claims);
      ({ key: current = '' } = await gateway.keys.administration.rotate(ADMIN, apiKey.id, 0));
      expect(await refused(claims)).toBe('credential_invalid');
    }
    await expect(gateway.holders.principalOf(await mint(current))).resolves.toBeDefined();
  });

  it.each(['key:abcdefghijkX', 'user:abcdefghijkX'])(
    'is nobody whose parent is %s, which is not there',
    async (parent) => {
      const { key } = await keyOf();
      expect(await refused({ ...(await mint(key)), parent })).toBe('credential_invalid');
    },
  );

  describe('of a person', () => {
    let person: Principal;
    let claims: BrowserClaims;
    let userId: string;
    beforeEach(async () => {
      const chris = await gateway.people.add({
        username: 'chris',
        password: 'long enough',
        role: 'analyst',
        mode: 'full',
      });
      userId = chris.id;
      const answer = await gateway.sessions.open(chris);
      person = await gateway.directory.ofAccessToken(partOf(answer?.access_token ?? '', 1) as never);
      const minted = await gateway.browserTokens.mint(person, { origin: ORIGIN, ttlSeconds: 300 });
      claims = claimsIn(minted.access_token);
    });

    it('is counted with the person', async () => {
      expect(await gateway.holders.principalOf(claims)).toMatchObject({
        id: `user:${userId}/${claims.jti}`,
        countedAs: `user:${userId}`,
        credential: 'browser_token',
        keyId: null,
        role: 'analyst',
        origins: [ORIGIN],
      });
    });

    it.each<[string, (gateway: IdentityOf) => Promise<unknown>]>([
      ['the person logs out', ({ sessions }) => sessions.logOut(person)],
      ['the role of the person changes', ({ people }) => people.change(ADMIN, userId, { role: 'member' })],
      ['the person is deleted', ({ people }) => people.delete(ADMIN, userId)],
      ['the page logs out', ({ revoked }) => revoked.add([{ id: claims.jti, expiresAt: 2e12 }])],
    ])('is nobody once %s, at once', async (_, end) => {
      await gateway.holders.principalOf(claims);
      await end(gateway);
      expect(await refused(claims)).toBe('credential_invalid');
    });
  });
});
