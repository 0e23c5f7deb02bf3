import { microUsd, parseNetworks, type ErrorCode, type Principal } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import type { BrowserTokenRow } from '../../storage';
import { storeOfBlock } from '../../storage/store.fixture';
import { identityOf, type IdentityOf } from '../identity.fixture';
import { principalOf } from '../principal.fixture';
import { browserClaimsOf } from '../tokens/claims';
import { partOf } from '../tokens/tokens.fixture';
import type { BrowserTokenRequest } from './browser-tokens';

const ORIGIN = 'https://app.example.com';
const REQUEST: BrowserTokenRequest = { origin: ORIGIN, ttlSeconds: 300 };
const KEY = { id: 'key:abcdefghijkl', keyId: 'abcdefghijkl' };

const place = storeOfBlock('sqlite');
let gateway: IdentityOf;
beforeEach(() => {
  gateway = identityOf(place.database);
});

const tokenOf = (part: { readonly expiresAt: number }): NonNullable<Principal['token']> => ({
  id: 't',
  session: 'sid-1',
  countsRequests: false,
  maxCost: undefined,
  ...part,
});
const minted = async (
  minter: Partial<Principal>,
  request: Partial<BrowserTokenRequest> = {},
): Promise<Record<string, unknown>> => {
  const answer = await gateway.browserTokens.mint(principalOf({ ...KEY, ...minter }), {
    ...REQUEST,
    ...request,
  });
  return partOf(answer.access_token, 1);
};
const refused = async (
  minter: Partial<Principal>,
  request: Partial<BrowserTokenRequest> = {},
): Promise<ErrorCode> => (await refusalOf(() => minted(minter, request))).code;
const rows = (): Promise<readonly BrowserTokenRow[]> =>
  place.database.attempt((db) => db.selectFrom('browser_tokens').selectAll().execute());

describe('a browser token that is minted', () => {
  it('is for one page, for as long as was asked, and known to the store', async () => {
    const answer = await gateway.browserTokens.mint(principalOf(KEY), REQUEST);
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 300, origin: ORIGIN });
    const now = Math.floor(gateway.clock.now() / 1000);
    const { jti, ...claims } = partOf(answer.access_token, 1);
    expect(claims).toEqual({
      sub: jti,
      role: 'member',
      mode: 'full',
      typ: 'browser',
      parent: KEY.id,
      origin: ORIGIN,
      ver: 0,
      iss: 'sallyport',
      aud: 'sallyport',
      iat: now,
      exp: now + 300,
    });
    expect(await rows()).toEqual([
      {
        id: jti,
        parent: KEY.id,
        origin: ORIGIN,
        max_requests: null,
        max_cost_micro_usd: null,
        requests: 0,
        expires_at: gateway.clock.now() + 300_000,
      },
    ]);
  });

  it.each([
    ['readonly', 'readonly'],
    ['analyst', 'analyst'],
    ['member', 'member'],
    ['admin', 'member'],
  ] as const)(
    'by %s is for %s where nothing is said: no page administrates unasked',
    async (role, expected) => {
      expect((await minted({ role }))['role']).toBe(expected);
    },
  );

  it('may administrate when its backend says so', async () => {
    expect((await minted({ role: 'admin' }, { role: 'admin' }))['role']).toBe('admin');
  });

  it('is as its minter is where nothing is said, and narrower where it is', async () => {
    const minter = { mode: 'viewer', models: ['a', 'b'], queryTypes: ['x', 'y'] } as const;
    expect(await minted(minter)).toMatchObject({
      mode: 'viewer',
      models: ['a', 'b'],
      query_types: ['x', 'y'],
    });
    const narrow = { role: 'analyst', models: ['b'], queryTypes: ['x'], subject: 'customer 42' } as const;
    expect(await minted(minter, narrow)).toMatchObject({
      role: 'analyst',
      models: ['b'],
      query_types: ['x'],
      sub: 'customer 42',
    });
    expect(await minted({}, { mode: 'viewer', models: ['c'] })).toMatchObject({
      mode: 'viewer',
      models: ['c'],
    });
  });

  it.each<[Partial<Principal>, Partial<BrowserTokenRequest>, ErrorCode]>([
    [{ role: 'member' }, { role: 'admin' }, 'role_denied'],
    [{ role: 'readonly' }, { role: 'analyst' }, 'role_denied'],
    [{ mode: 'viewer' }, { mode: 'full' }, 'mode_denied'],
    [{ models: ['a'] }, { models: ['a', 'b'] }, 'model_denied'],
    [{ queryTypes: ['x'] }, { queryTypes: ['y'] }, 'query_type_denied'],
    [{ origins: ['https://other.example.com'] }, {}, 'origin_denied'],
    [{ origins: ['https://*.app.example.com'] }, {}, 'origin_denied'],
    [{ origins: [] }, {}, 'origin_denied'],
    [{ credential: 'browser_token' }, {}, 'capability_denied'],
    [
      { credential: 'browser_token', role: 'admin', origins: 'any' },
      { role: 'readonly' },
      'capability_denied',
    ],
  ])('by %j asking for %j is refused, and not stored', async (minter, request, code) => {
    expect(await refused(minter, request)).toBe(code);
    expect(await rows()).toEqual([]);
  });

  it.each<Principal['origins']>(['servers', 'any', [ORIGIN], ['https://*.example.com']])(
    'by a key for the pages %j is for one of them',
    async (origins) => {
      expect((await minted({ origins }))['origin']).toBe(ORIGIN);
    },
  );

  it('by somebody whose other bounds are tight is no matter: they hold for it as well', async () => {
    const bounds = {
      allowedNetworks: parseNetworks(['10.0.0.0/8']),
      rateLimit: { maxRequests: 1, windowSeconds: 1 },
      maxConcurrency: 1,
      budget: { limit: microUsd(0n), period: 'day' },
    } as const;
    await expect(minted(bounds)).resolves.toBeDefined();
  });

  it.each<[string, (now: number) => Partial<Principal>]>([
    ['key', (now) => ({ expiresAt: now + 90_500 })],
    ['token', (now) => ({ token: tokenOf({ expiresAt: now + 90_500 }) })],
  ])('ends with the %s that minted it, in whole seconds', async (_, part) => {
    const minter = principalOf({ ...KEY, ...part(gateway.clock.now()) });
    const answer = await gateway.browserTokens.mint(minter, REQUEST);
    const { iat, exp } = partOf(answer.access_token, 1);
    expect([answer.expires_in, Number(exp) - Number(iat)]).toEqual([90, 90]);
    expect((await rows())[0]?.expires_at).toBe(gateway.clock.now() + 90_000);
  });

  it('is none in the last second of who mints it', async () => {
    const { clock } = gateway;
    expect(await refused({ expiresAt: clock.now() + 999 })).toBe('credential_expired');
    expect(await refused({ token: tokenOf({ expiresAt: clock.now() + 999 }) })).toBe('credential_expired');
    expect(await rows()).toEqual([]);
    await expect(minted({ expiresAt: clock.now() + 1000 })).resolves.toBeDefined();
  });

  it('by a person descends from their log-in', async () => {
    const token = tokenOf({ expiresAt: gateway.clock.now() + 1_800_000 });
    const user = {
      id: 'user:abcdefghijkl',
      keyId: null,
      credential: 'user_token',
      origins: 'any',
      token,
    } as const;
    expect(await minted(user)).toMatchObject({ parent: user.id, sid: 'sid-1' });
    expect(await minted({})).not.toHaveProperty('sid');
  });

  it('carries the stamp of its minter, and ends when that changes', async () => {
    expect(await minted({ tokensValidFrom: 5500 })).toMatchObject({ ver: 5500 });
  });

  it.each<[Partial<BrowserTokenRequest>, object, Partial<BrowserTokenRow>]>([
    [{}, {}, { max_requests: null, max_cost_micro_usd: null }],
    [{ maxRequests: 5 }, { counts_requests: true }, { max_requests: 5, max_cost_micro_usd: null }],
    [
      { maxCost: microUsd(250_000n) },
      { max_cost_micro_usd: 250_000 },
      { max_requests: null, max_cost_micro_usd: 250_000 },
    ],
    [
      { maxRequests: 1, maxCost: microUsd(1n) },
      { counts_requests: true, max_cost_micro_usd: 1 },
      { max_requests: 1, max_cost_micro_usd: 1 },
    ],
  ])('says which caps it has, and the store knows them (%#)', async (request, caps, row) => {
    const { counts_requests, max_cost_micro_usd } = await minted({}, request);
    expect({ counts_requests, max_cost_micro_usd }).toEqual({
      counts_requests: undefined,
      max_cost_micro_usd: undefined,
      ...caps,
    });
    expect(await rows()).toMatchObject([row]);
  });

  it('has claims that are understood, whatever its caps', async () => {
    const claims = await minted({}, { maxRequests: 1_000_000, maxCost: microUsd(1_000_000_000_000n) });
    expect(browserClaimsOf(claims)).toBe(claims);
  });

  it('is none when the store cannot know of it', async () => {
    const gone = identityOf(await place.gone());
    const refusal = await refusalOf(() => gone.browserTokens.mint(principalOf(KEY), REQUEST));
    expect(refusal.code).toBe('store_unavailable');
  });
});
