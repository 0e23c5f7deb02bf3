import { ALL_CAPABILITIES, capabilitiesOf } from '../../kernel';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { identityOf, type IdentityOf } from '../identity.fixture';
import type { ApiKey } from '../keys/api-key';
import type { ApiKeyRequest } from '../keys/api-keys';
import { principalOf } from '../principal.fixture';
import { browserClaimsOf, type BrowserClaims } from '../tokens/claims';
import { partOf } from '../tokens/tokens.fixture';

const ADMIN = principalOf({ role: 'admin', capabilities: ALL_CAPABILITIES });
const ORIGIN = 'https://app.example.com';

describe.each(ENGINES)('a browser token on %s has of the capabilities of its key', (engine) => {
  const place = storeOfBlock(engine);
  let gateway: IdentityOf;
  beforeEach(() => {
    gateway = identityOf(place.database);
  });

  const keyOf = (part: Partial<ApiKeyRequest>): Promise<{ key: string; apiKey: ApiKey }> =>
    gateway.keys.keys.create({ name: 'backend', role: 'member', allowedOrigins: ['*'], ...part });
  async function mint(
    key: string,
    wanted: { readonly capabilities?: readonly string[] } = {},
  ): Promise<BrowserClaims> {
    const minter = await gateway.keys.verifier.verify(key);
    const answer = await gateway.browserTokens.mint(minter, { origin: ORIGIN, ttlSeconds: 300, ...wanted });
    const claims = browserClaimsOf(partOf(answer.access_token, 1));
    if (claims === undefined) throw new Error('This is no browser token');
    return claims;
  }
  const granted = async (claims: BrowserClaims): Promise<readonly string[]> =>
    [...(await gateway.holders.principalOf(claims)).capabilities].sort();

  it('none by default', async () => {
    const { key } = await keyOf({ capabilities: ['*', 'thread'] });
    expect(await granted(await mint(key))).toEqual([]);
    expect(await granted(await mint(key, { capabilities: [] }))).toEqual([]);
  });

  it('those that it claims, while they are still the key’s', async () => {
    const { key, apiKey } = await keyOf({ capabilities: ['thread', 'speed', 'url_sources'] });
    const claims = await mint(key, { capabilities: ['thread', 'speed'] });
    expect(await granted(claims)).toEqual(['speed', 'thread']);
    await gateway.keys.administration.change(ADMIN, apiKey.id, { capabilities: ['url_sources', 'speed'] });
    expect(await granted(claims)).toEqual(['speed']);
    await gateway.keys.administration.change(ADMIN, apiKey.id, { capabilities: [] });
    expect(await granted(claims)).toEqual([]);
  });

  it('those of a preset that the key spells out', async () => {
    const { key, apiKey } = await keyOf({ capabilities: ['*'] });
    const claims = await mint(key, { capabilities: ['claude-code'] });
    expect(await granted(claims)).toEqual([...capabilitiesOf(['claude-code'])].sort());
    await gateway.keys.administration.change(ADMIN, apiKey.id, { capabilities: ['betas', 'thread'] });
    expect(await granted(claims)).toEqual(['betas']);
  });

  it('none of its administrator but those that it claims', async () => {
    const { key } = await keyOf({ role: 'admin' });
    expect(await granted(await mint(key))).toEqual([]);
    expect(await granted(await mint(key, { capabilities: ['thread'] }))).toEqual(['thread']);
  });

  it('none that nobody has declared', async () => {
    const { key } = await keyOf({ capabilities: ['*', 'thread'] });
    const claims = await mint(key);
    expect(await granted({ ...claims, capabilities: ['everything', 'constructor'] })).toEqual([]);
  });
});
