import { setImmediate as turn } from 'node:timers/promises';
import type { GatewayError, Principal } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import type { Database } from '../../storage';
import { TestStore } from '../../storage/store.fixture';
import { newApiKey } from './api-key-format';
import { keysOf } from './keys.fixture';

let place: TestStore;
let database: Database;
let gateway: ReturnType<typeof keysOf>;
beforeEach(async () => {
  place = await TestStore.create('sqlite');
  database = await place.open();
  gateway = keysOf(database);
});
afterEach(async () => {
  await gateway.store.isEmpty().catch(() => undefined);
  await place.remove();
});

const made = async (part = {}): Promise<string> =>
  (await gateway.keys.create({ name: 'mine', role: 'member', ...part })).key;

const refused = (key: string): Promise<GatewayError> => refusalOf(() => gateway.verifier.verify(key));

/** A key of the same id with another secret: the other key's row under this one's id. */
async function sameIdOtherSecret(): Promise<string> {
  const { id, key } = newApiKey();
  const other = await gateway.keys.add(newApiKey().key, { name: 'other', role: 'admin' });
  await gateway.store.add({ ...other, id });
  return key;
}

describe('a key that is good', () => {
  it('proves whose it is', async () => {
    const key = await made({ rateLimit: { maxRequests: 5, windowSeconds: 6 } });
    const id = key.slice(3, 15);
    expect(await gateway.verifier.verify(key)).toEqual<Principal>({
      id: `key:${id}`,
      credential: 'api_key',
      keyId: id,
      name: 'mine',
      role: 'member',
      allowedNetworks: undefined,
      rateLimit: { maxRequests: 5, windowSeconds: 6 },
    });
  });

  it('carries the networks it works from', async () => {
    const { allowedNetworks } = await gateway.verifier.verify(
      await made({ allowedIps: ['10.0.0.0/8', '::1'] }),
    );
    expect(allowedNetworks?.map(([address, length]) => `${address.toString()}/${String(length)}`)).toEqual([
      '10.0.0.0/8',
      '::1/128',
    ]);
  });

  it('is known for a moment without the store, but another key is not', async () => {
    const key = await made();
    const principal = await gateway.verifier.verify(key);
    await database.close();
    expect(await gateway.verifier.verify(key)).toBe(principal);
    expect((await refused(newApiKey().key)).code).toBe('store_unavailable');
  });
});

describe('a key that is bad', () => {
  it('gets the same refusal, whatever is wrong with it', async () => {
    const revoked = await made();
    await gateway.keys.revoke(revoked.slice(3, 15));
    const bad = {
      unknown: newApiKey().key,
      wrongSecret: await sameIdOtherSecret(),
      revoked,
      expired: await made({ expiresAt: gateway.clock.now() }),
      malformed: 'sp_x',
      empty: '',
      cut: (await made()).slice(0, -1),
    };
    for (const key of Object.values(bad)) {
      const { code, message, extras, headers } = await refused(key);
      expect({ code, message, extras, headers }).toEqual({
        code: 'credential_invalid',
        message: expect.stringContaining('unknown, mistyped, revoked or expired; check it'),
        extras: {},
        headers: {},
      });
    }
  });

  it('never reaches the store when it cannot be a key', async () => {
    await gateway.store.isEmpty();
    await database.close();
    expect((await refused(`${newApiKey().key.slice(0, -1)}-`)).code).toBe('credential_invalid');
  });

  it('expires while it is known, at the very millisecond', async () => {
    const key = await made({ expiresAt: gateway.clock.now() + 10 });
    await gateway.verifier.verify(key);
    gateway.clock.advance(9);
    await expect(gateway.verifier.verify(key)).resolves.toBeDefined();
    gateway.clock.advance(1);
    expect((await refused(key)).code).toBe('credential_invalid');
  });

  it('that was in use is refused soon after another replica revoked it', async () => {
    const key = await made();
    await gateway.verifier.verify(key);
    await keysOf(await place.open()).keys.revoke(key.slice(3, 15));
    const deadline = performance.now() + 1500;
    let ended = false;
    while (!ended && performance.now() < deadline) {
      ended = await gateway.verifier.verify(key).then(
        () => false,
        () => true,
      );
      await turn();
    }
    expect(ended).toBe(true);
  });
});
