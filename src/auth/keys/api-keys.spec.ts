import type { Role } from '../../kernel';
import { TestStore } from '../../storage/store.fixture';
import { apiKeyId, newApiKey } from './api-key-format';
import type { ApiKeyRequest } from './api-keys';
import { keysOf } from './keys.fixture';

let place: TestStore;
let gateway: ReturnType<typeof keysOf>;
beforeAll(async () => {
  place = await TestStore.create('sqlite');
  gateway = keysOf(await place.open());
});
afterAll(() => place.remove());

const MINE: ApiKeyRequest = { name: 'mine', role: 'member' };

describe('a new key', () => {
  it('is given once and stored as a hash only', async () => {
    const { key, apiKey } = await gateway.keys.create(MINE);
    expect(apiKeyId(key)).toBe(apiKey.id);
    const stored = await gateway.store.find(apiKey.id);
    expect(stored).toEqual(apiKey);
    expect(JSON.stringify(stored)).not.toContain(key.slice(16));
    expect(stored).toMatchObject({ ...MINE, allowedIps: [], createdAt: gateway.clock.now() });
  });

  it('may do what was asked for it', async () => {
    const request: ApiKeyRequest = {
      name: 'Ops – ünï'.replace('–', '-'),
      role: 'admin',
      allowedIps: ['10.0.0.0/8', '::1'],
      rateLimit: { maxRequests: 1, windowSeconds: 1 },
      expiresAt: 5,
    };
    expect((await gateway.keys.create(request)).apiKey).toMatchObject(request);
  });

  it.each<[string, Partial<ApiKeyRequest>, RegExp]>([
    ['no name', { name: '' }, /^The name should be/],
    ['a long name', { name: 'x'.repeat(81) }, /^The name should be/],
    ['a line break in its name', { name: 'a\nb' }, /^The name should be/],
    ['a mark in its name', { name: '<b>' }, /^The name should be/],
    ['a zero byte in its name', { name: 'a\0' }, /^The name should be/],
    [
      'no such role',
      { role: 'root' as Role },
      /^The role should be one of readonly, analyst, member, admin$/,
    ],
    ['a role of another case', { role: 'Admin' as Role }, /^The role should be one of/],
    ...['', 'localhost', '010.0.0.1', '127.1', '0.0.0.0/33', '10.0.0.1 ', '*'].map(
      (ip) =>
        [
          `the address ${JSON.stringify(ip)}`,
          { allowedIps: ['10.0.0.1', ip] },
          /^Each allowed IP should be/,
        ] as [string, Partial<ApiKeyRequest>, RegExp],
    ),
    ...[0, -1, 1.5, NaN, Infinity].flatMap((odd) =>
      [
        { maxRequests: odd, windowSeconds: 60 },
        { maxRequests: 60, windowSeconds: odd },
      ].map(
        (rateLimit) =>
          [
            `the limit ${JSON.stringify(Object.values(rateLimit))}`,
            { rateLimit },
            /^A rate limit should be/,
          ] as [string, Partial<ApiKeyRequest>, RegExp],
      ),
    ),
  ])('with %s is refused in a sentence, and not stored', async (_, part, sentence) => {
    const before = (await gateway.keys.list()).length;
    const creating = gateway.keys.create({ ...MINE, ...part });
    await expect(creating).rejects.toBeInstanceOf(RangeError);
    await expect(creating).rejects.toThrow(sentence);
    expect(await gateway.keys.list()).toHaveLength(before);
  });

  it.each(['', 'sp_short', newApiKey().key.slice(1), `${newApiKey().key}x`])(
    'made elsewhere must be of the form, not %j',
    async (key) => {
      await expect(gateway.keys.add(key, MINE)).rejects.toThrow(/is not of the form/);
    },
  );

  it('made elsewhere is the same key however often it is added', async () => {
    const { id, key } = newApiKey();
    await gateway.keys.add(key, MINE);
    await gateway.keys.add(key, { ...MINE, role: 'admin' });
    expect(await gateway.store.find(id)).toMatchObject(MINE);
  });
});

it('a key is revoked once, at the time of the clock', async () => {
  const { apiKey } = await gateway.keys.create(MINE);
  expect(await gateway.keys.revoke(apiKey.id)).toBe(true);
  expect(await gateway.keys.revoke(apiKey.id)).toBe(false);
  expect((await gateway.store.find(apiKey.id))?.revokedAt).toBe(gateway.clock.now());
});
