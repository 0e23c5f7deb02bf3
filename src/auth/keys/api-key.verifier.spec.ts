import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { GatewayError, type Principal } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { principalOf } from '../principal.fixture';
import { ApiKeyStore } from './api-key.store';
import { ApiKeyVerifier } from './api-key.verifier';
import { newApiKey } from './api-key-format';
import type { CreatedKey } from './api-keys';
import { BOUNDS, keySecretsOf, keysOf } from './keys.fixture';

type Gateway = ReturnType<typeof keysOf>;

const place = storeOfBlock('sqlite');
let gateway: Gateway;
beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(() => {
  gateway = keysOf(place.database);
});

const made = (part = {}): Promise<CreatedKey> =>
  gateway.keys.create({ name: 'mine', role: 'member', ...part });

const refused = (key: string, { verifier }: Gateway = gateway): Promise<GatewayError> =>
  refusalOf(() => verifier.verify(key));

/** A gateway of its own on the same keys, which can go away. */
async function goingAway(): Promise<Gateway & { go(): Promise<void> }> {
  const database = await place.replica();
  return { ...keysOf(database), go: () => database.close() };
}

describe('a key that is good', () => {
  it('proves whose it is', async () => {
    const { key, apiKey } = await made();
    expect(await gateway.verifier.verify(key)).toEqual<Principal>(
      principalOf({ id: `key:${apiKey.id}`, keyId: apiKey.id, name: 'mine' }),
    );
  });

  it('carries every bound it was given', async () => {
    const { mode, models, queryTypes, rateLimit, maxConcurrency, budget, expiresAt } = BOUNDS;
    const { key } = await made(BOUNDS);
    const { allowedNetworks, ...principal } = await gateway.verifier.verify(key);
    expect(principal).toMatchObject({
      mode,
      models,
      queryTypes,
      rateLimit,
      maxConcurrency,
      budget,
      expiresAt,
      origins: BOUNDS.allowedOrigins,
    });
    expect(allowedNetworks?.map(([address, length]) => `${address.toString()}/${String(length)}`)).toEqual([
      '10.0.0.0/8',
      '2001:db8::/32',
    ]);
  });

  it.each([
    [[], 'servers'],
    [['*'], 'any'],
    [['https://a.example.com', '*'], 'any'],
    [['https://a.example.com'], ['https://a.example.com']],
  ])('with the origins %j is for %j', async (allowedOrigins, origins) => {
    const { key } = await made({ allowedOrigins });
    expect((await gateway.verifier.verify(key)).origins).toEqual(origins);
  });

  it('that signs brings what it signs with', async () => {
    const { key, signingSecret } = await made({ requireSignature: true });
    expect((await gateway.verifier.verify(key)).signingSecret).toBe(signingSecret);
    expect(signingSecret).toBeDefined();
  });

  it('is known for a moment without the store, but another key is not', async () => {
    const other = await goingAway();
    const { key } = await made();
    const principal = await other.verifier.verify(key);
    await other.go();
    expect(await other.verifier.verify(key)).toBe(principal);
    expect((await refused(newApiKey().key, other)).code).toBe('store_unavailable');
  });
});

describe('a key that is bad', () => {
  it('gets the same refusal, whatever is wrong with it', async () => {
    const sameIdOtherSecret = newApiKey((await made()).apiKey.id).key;
    const revoked = await made();
    await gateway.keys.revoke(revoked.apiKey.id);
    const deleted = await made();
    await gateway.store.change(deleted.apiKey.id, () => undefined);
    const bad = {
      unknown: newApiKey().key,
      sameIdOtherSecret,
      revoked: revoked.key,
      deleted: deleted.key,
      expired: (await made({ expiresAt: gateway.clock.now() })).key,
      malformed: 'sp_x',
      empty: '',
      cut: (await made()).key.slice(0, -1),
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
    const other = await goingAway();
    await other.go();
    expect((await refused(`${newApiKey().key.slice(0, -1)}-`, other)).code).toBe('credential_invalid');
  });

  it('expires while it is known, at the very millisecond', async () => {
    const { key } = await made({ expiresAt: gateway.clock.now() + 10 });
    await gateway.verifier.verify(key);
    gateway.clock.advance(9);
    await expect(gateway.verifier.verify(key)).resolves.toBeDefined();
    gateway.clock.advance(1);
    expect((await refused(key)).code).toBe('credential_invalid');
  });

  it('is forgotten at once when its own gateway ends it', async () => {
    const { key, apiKey } = await made();
    await gateway.verifier.verify(key);
    await gateway.administration.revoke(principalOf({ role: 'admin' }), apiKey.id);
    expect((await refused(key)).code).toBe('credential_invalid');
  });

  it('that was in use is refused soon after another replica revoked it', async () => {
    const { key, apiKey } = await made();
    await gateway.verifier.verify(key);
    await keysOf(await place.replica()).keys.revoke(apiKey.id);
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

describe('a key that was rotated', () => {
  const rotated = async (graceSeconds: number, part = {}): Promise<{ before: CreatedKey; after: string }> => {
    const before = await made(part);
    const admin = principalOf({ role: 'admin' });
    const after = await gateway.administration.rotate(admin, before.apiKey.id, graceSeconds);
    return { before, after: after.key ?? '' };
  };

  it('is good in both forms until the grace ends, at the very millisecond', async () => {
    const { before, after } = await rotated(60);
    const [old, young] = [await gateway.verifier.verify(before.key), await gateway.verifier.verify(after)];
    expect(old).toEqual({ ...young, expiresAt: gateway.clock.now() + 60_000 });
    gateway.clock.advance(59_999);
    await expect(gateway.verifier.verify(before.key)).resolves.toBeDefined();
    gateway.clock.advance(1);
    expect((await refused(before.key)).code).toBe('credential_invalid');
    await expect(gateway.verifier.verify(after)).resolves.toBeDefined();
  });

  it('without a grace is good in its new form only', async () => {
    const { before, after } = await rotated(0);
    expect((await refused(before.key)).code).toBe('credential_invalid');
    await expect(gateway.verifier.verify(after)).resolves.toBeDefined();
  });

  it('signs with the secret that belongs to the form it comes in', async () => {
    const { before, after } = await rotated(60, { requireSignature: true });
    const [old, young] = [await gateway.verifier.verify(before.key), await gateway.verifier.verify(after)];
    expect(old.signingSecret).toBe(before.signingSecret);
    expect(young.signingSecret).toMatch(/^sps_/);
    expect(young.signingSecret).not.toBe(old.signingSecret);
  });

  it('ends when the key ends, whatever the grace', async () => {
    const { before } = await rotated(600, { expiresAt: gateway.clock.now() + 10 });
    await gateway.verifier.verify(before.key);
    gateway.clock.advance(10);
    expect((await refused(before.key)).code).toBe('credential_invalid');
  });
});

/** A table of keys that nothing can be written to just now. */
class ReadOnlyStore extends ApiKeyStore {
  override reseal(): Promise<void> {
    return Promise.reject(new GatewayError('store_unavailable', 'read only'));
  }
}

describe('when SECRET_KEY changes', () => {
  const [OLD, NEW] = ['old'.repeat(20), 'new'.repeat(20)];
  const [before, during, after] = [keySecretsOf(OLD), keySecretsOf(NEW, OLD), keySecretsOf(NEW)];

  it('a key is good as long as the previous one is set, and from its first use on without', async () => {
    const { keys } = keysOf(place.database, before);
    const { key, signingSecret, apiKey } = await keys.create({
      name: 'mine',
      role: 'member',
      requireSignature: true,
    });
    expect((await refused(key, keysOf(place.database, after))).code).toBe('credential_invalid');
    const between = keysOf(place.database, during);
    expect((await between.verifier.verify(key)).signingSecret).toBe(signingSecret);
    while ((await between.store.find(apiKey.id))?.hash === apiKey.hash) await turn();
    const last = keysOf(place.database, after);
    expect(await last.verifier.verify(key)).toMatchObject({ keyId: apiKey.id, signingSecret });
  });

  it('a key works on although it cannot be stored anew just now', async () => {
    const { key } = await keysOf(place.database, before).keys.create({ name: 'mine', role: 'member' });
    const { revocations, clock } = gateway;
    const verifier = new ApiKeyVerifier(new ReadOnlyStore(place.database), during, clock, revocations);
    await expect(verifier.verify(key)).resolves.toMatchObject({ name: 'mine' });
    await turn();
  });

  it('a key in its grace needs the previous one', async () => {
    const first = keysOf(place.database, before);
    const { key, apiKey } = await first.keys.create({ name: 'mine', role: 'member' });
    await first.administration.rotate(principalOf({ role: 'admin' }), apiKey.id, 600);
    await expect(keysOf(place.database, during).verifier.verify(key)).resolves.toBeDefined();
    expect((await refused(key, keysOf(place.database, after))).code).toBe('credential_invalid');
  });
});

describe('the key behind what it has minted', () => {
  it('is found by its id, as if it had been presented', async () => {
    const { key, apiKey } = await made({ ...BOUNDS, requireSignature: true });
    expect(await gateway.verifier.minterOf(apiKey.id, { iat: 0, ver: 0 })).toEqual(
      await gateway.verifier.verify(key),
    );
  });

  it('is as bad as when it is presented', async () => {
    const [revoked, deleted, expiring] = [
      await made(),
      await made(),
      await made({ expiresAt: gateway.clock.now() + 5 }),
    ];
    await gateway.verifier.minterOf(revoked.apiKey.id, { iat: 0, ver: 0 });
    await gateway.verifier.minterOf(expiring.apiKey.id, { iat: 0, ver: 0 });
    await gateway.administration.revoke(principalOf({ role: 'admin' }), revoked.apiKey.id);
    await gateway.administration.delete(principalOf({ role: 'admin' }), deleted.apiKey.id);
    gateway.clock.advance(5);
    for (const id of ['abcdefghijkl', revoked.apiKey.id, deleted.apiKey.id, expiring.apiKey.id]) {
      expect((await refusalOf(() => gateway.verifier.minterOf(id, { iat: 0, ver: 0 }))).code).toBe(
        'credential_invalid',
      );
    }
  });

  it.each([0, 60])('stands behind what it minted before a rotation for its grace of %d s', async (grace) => {
    const { apiKey } = await made();
    const rotatedAt = gateway.clock.now();
    await gateway.administration.rotate(principalOf({ role: 'admin' }), apiKey.id, grace);
    const before = (): Promise<unknown> => gateway.verifier.minterOf(apiKey.id, { iat: 0, ver: 0 });
    if (grace > 0) {
      await expect(before()).resolves.toMatchObject({ keyId: apiKey.id, role: 'member' });
      gateway.clock.advance(grace * 1000);
    }
    expect((await refusalOf(before)).code).toBe('credential_invalid');
    await expect(gateway.verifier.minterOf(apiKey.id, { iat: 0, ver: rotatedAt })).resolves.toBeDefined();
  });
});
