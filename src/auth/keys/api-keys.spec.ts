import { storeOfBlock } from '../../storage/store.fixture';
import { apiKeyId, newApiKey } from './api-key-format';
import type { ApiKeyRequest } from './api-keys';
import { BOUNDS, keysOf } from './keys.fixture';

const place = storeOfBlock('sqlite');
let gateway: ReturnType<typeof keysOf>;
beforeEach(() => {
  gateway = keysOf(place.database);
});

const MINE: ApiKeyRequest = { name: 'mine', role: 'member' };

describe('a new key', () => {
  it('is given once and stored as a hash only', async () => {
    const { key, signingSecret, apiKey } = await gateway.keys.create(MINE);
    expect(apiKeyId(key)).toBe(apiKey.id);
    expect(signingSecret).toBeUndefined();
    const stored = await gateway.store.find(apiKey.id);
    expect(stored).toEqual(apiKey);
    expect(JSON.stringify(stored)).not.toContain(key.slice(16));
    expect(stored).toMatchObject({ ...MINE, createdAt: gateway.clock.now() });
  });

  it('that signs has its secret with it, and stored sealed only', async () => {
    const { signingSecret, apiKey } = await gateway.keys.create({ ...MINE, requireSignature: true });
    expect(signingSecret).toMatch(/^sps_[0-9A-Za-z]{43}$/);
    expect(JSON.stringify(await gateway.store.find(apiKey.id))).not.toContain(signingSecret?.slice(4));
    expect(gateway.secrets.open(apiKey.signingSecret ?? '', apiKey.id)).toBe(signingSecret);
  });

  it('of which little was said is bound by nothing, and for servers', async () => {
    expect((await gateway.keys.create(MINE)).apiKey).toMatchObject({
      mode: 'full',
      allowedIps: [],
      allowedOrigins: [],
      models: [],
      queryTypes: [],
      rateLimit: undefined,
      maxConcurrency: undefined,
      budget: undefined,
      signingSecret: undefined,
      previous: undefined,
      expiresAt: undefined,
      revokedAt: undefined,
    });
  });

  it('is bound as was asked for it', async () => {
    const { apiKey } = await gateway.keys.create({ name: 'Ops', role: 'admin', ...BOUNDS });
    expect(await gateway.store.find(apiKey.id)).toMatchObject({ name: 'Ops', role: 'admin', ...BOUNDS });
  });

  it.each(['', 'sp_short', newApiKey().key.slice(1), `${newApiKey().key}x`])(
    'made elsewhere must be of the form, not %j',
    async (key) => {
      await expect(gateway.keys.add(key, MINE)).rejects.toThrow(/is not of the form/);
      expect(await gateway.keys.list()).toEqual([]);
    },
  );

  it('made elsewhere is the same key however often it is added', async () => {
    const { id, key } = newApiKey();
    await gateway.keys.add(key, MINE);
    await gateway.keys.add(key, { ...MINE, role: 'admin' });
    expect(await gateway.keys.list()).toMatchObject([{ id, ...MINE }]);
    expect(await gateway.verifier.verify(key)).toMatchObject(MINE);
  });
});

describe('the end of a key', () => {
  it('is the time of the clock, and is told once', async () => {
    const { apiKey } = await gateway.keys.create(MINE);
    const at = gateway.clock.now();
    expect(await gateway.keys.revoke(apiKey.id)).toBe(true);
    gateway.clock.advance(1);
    expect(await gateway.keys.revoke(apiKey.id)).toBe(false);
    expect((await gateway.store.find(apiKey.id))?.revokedAt).toBe(at);
  });

  it('has one winner of several at once', async () => {
    const { apiKey } = await gateway.keys.create(MINE);
    const won = await Promise.all([1, 2, 3, 4].map(() => gateway.keys.revoke(apiKey.id)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('is nothing to a key that is not there', async () => {
    expect(await gateway.keys.revoke('abcdefghijkl')).toBe(false);
  });
});
