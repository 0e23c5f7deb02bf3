import type { ErrorCode, Principal, Role } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { principalOf } from '../principal.fixture';
import type { ApiKey } from './api-key';
import { apiKeyId } from './api-key-format';
import type { KeyAdministration, KeyChange } from './key-administration';
import { keyView } from './key-views';
import { BOUNDS, keysOf } from './keys.fixture';

type Gateway = ReturnType<typeof keysOf>;
type Work = (keys: KeyAdministration, id: string) => Promise<unknown>;

const ADMIN = principalOf({ role: 'admin' });
const NOBODY = 'abcdefghijkX';

const outcome = (work: Promise<unknown>): Promise<ErrorCode | 'done'> =>
  work.then(
    () => 'done' as const,
    (error: unknown) => (error as { code: ErrorCode }).code,
  );

describe.each(ENGINES)('keys under administration on %s', (engine) => {
  const place = storeOfBlock(engine);
  let gateway: Gateway;
  let keys: KeyAdministration;
  beforeEach(() => {
    gateway = keysOf(place.database);
    keys = gateway.administration;
  });

  const made = async (part: KeyChange = {}, role: Role = 'member'): Promise<ApiKey> =>
    (await keys.create(ADMIN, { name: 'mine', role, ...part })).apiKey;
  const refused = async (work: () => unknown): Promise<unknown> => {
    const { code, extras } = await refusalOf(work);
    return extras.fields === undefined ? code : [code, ...extras.fields];
  };

  describe('a new key', () => {
    it('is what was asked for, and good at once', async () => {
      const { key, apiKey } = await keys.create(ADMIN, { name: 'mine', role: 'analyst', ...BOUNDS });
      expect(await keys.one(apiKey.id)).toEqual(apiKey);
      expect(apiKey).toMatchObject({ name: 'mine', role: 'analyst', ...BOUNDS });
      await expect(gateway.verifier.verify(key)).resolves.toMatchObject({ role: 'analyst' });
    });

    it.each([-1, 0])('does not end %i ms from now', async (ms) => {
      const expiresAt = gateway.clock.now() + ms;
      expect(await refused(() => made({ expiresAt }))).toEqual(['validation_failed', 'expires_at']);
      expect(await gateway.keys.list()).toEqual([]);
    });

    it('ends in the future, be it the next millisecond', async () => {
      await expect(made({ expiresAt: gateway.clock.now() + 1 })).resolves.toBeDefined();
    });
  });

  describe('a change', () => {
    it('is of what it says, and of nothing else', async () => {
      const before = await made(BOUNDS);
      const { apiKey, key, signingSecret } = await keys.change(ADMIN, before.id, {
        name: 'other',
        rateLimit: undefined,
      });
      expect(apiKey).toEqual({ ...before, name: 'other', rateLimit: undefined });
      expect([key, signingSecret]).toEqual([undefined, undefined]);
      expect(await keys.one(before.id)).toEqual(apiKey);
    });

    it('holds for a key in use from the next request on', async () => {
      const { key, apiKey } = await keys.create(ADMIN, { name: 'mine', role: 'member' });
      await gateway.verifier.verify(key);
      await keys.change(ADMIN, apiKey.id, { role: 'readonly', allowedOrigins: ['*'] });
      await expect(gateway.verifier.verify(key)).resolves.toMatchObject({ role: 'readonly', origins: 'any' });
    });

    it('into the past is none', async () => {
      const { id } = await made();
      const expiresAt = gateway.clock.now();
      expect(await refused(() => keys.change(ADMIN, id, { expiresAt }))).toEqual([
        'validation_failed',
        'expires_at',
      ]);
      expect((await keys.one(id)).expiresAt).toBeUndefined();
    });

    it('does not bring a revoked key back', async () => {
      const { key, apiKey } = await keys.create(ADMIN, { name: 'mine', role: 'member' });
      await keys.revoke(ADMIN, apiKey.id);
      await keys.change(ADMIN, apiKey.id, { name: 'other' });
      expect(await refused(() => gateway.verifier.verify(key))).toBe('credential_invalid');
    });
  });

  describe('a signature that is demanded', () => {
    it('comes with its secret, once, and ends the grace of what went unsigned', async () => {
      const first = await keys.create(ADMIN, { name: 'mine', role: 'member' });
      const second = await keys.rotate(ADMIN, first.apiKey.id, 600);
      const { signingSecret, apiKey } = await keys.change(ADMIN, first.apiKey.id, { requireSignature: true });
      expect(signingSecret).toMatch(/^sps_/);
      expect(apiKey.previous).toBeUndefined();
      expect(await refused(() => gateway.verifier.verify(first.key))).toBe('credential_invalid');
      await expect(gateway.verifier.verify(second.key ?? '')).resolves.toMatchObject({ signingSecret });
    });

    it('stays as it is when it is demanded again, or not spoken of', async () => {
      const { apiKey } = await keys.create(ADMIN, { name: 'mine', role: 'member', requireSignature: true });
      for (const change of [{ requireSignature: true }, { name: 'mine' }]) {
        expect(await keys.change(ADMIN, apiKey.id, change)).toEqual({ apiKey, signingSecret: undefined });
      }
    });

    it('is no longer when it is no longer demanded, for secrets in their grace neither', async () => {
      const first = await keys.create(ADMIN, { name: 'mine', role: 'member', requireSignature: true });
      const second = await keys.rotate(ADMIN, first.apiKey.id, 600);
      const { apiKey } = await keys.change(ADMIN, first.apiKey.id, { requireSignature: false });
      expect([apiKey.signingSecret, apiKey.previous]).toEqual([undefined, undefined]);
      await expect(gateway.verifier.verify(second.key ?? '')).resolves.toMatchObject({
        signingSecret: undefined,
      });
    });
  });

  describe('a rotation', () => {
    it('gives new secrets of the same key, and changes nothing else', async () => {
      const first = await keys.create(ADMIN, {
        name: 'mine',
        role: 'member',
        ...BOUNDS,
        requireSignature: true,
      });
      const { key = '', signingSecret, apiKey } = await keys.rotate(ADMIN, first.apiKey.id, 60);
      expect(apiKeyId(key)).toBe(first.apiKey.id);
      expect(key).not.toBe(first.key);
      expect(signingSecret).not.toBe(first.signingSecret);
      const { hash, signingSecret: sealed } = first.apiKey;
      expect(keyView(apiKey)).toEqual(keyView(first.apiKey));
      expect(apiKey.previous).toEqual({ hash, signingSecret: sealed, until: gateway.clock.now() + 60_000 });
    });

    it.each([
      [true, /^sps_/],
      [false, undefined],
    ])('of a key that signs (%s) gives a signing secret of that kind', async (requireSignature, kind) => {
      const { apiKey } = await keys.create(ADMIN, { name: 'mine', role: 'member', requireSignature });
      const { signingSecret } = await keys.rotate(ADMIN, apiKey.id, 0);
      if (kind === undefined) expect(signingSecret).toBeUndefined();
      else expect(signingSecret).toMatch(kind);
    });

    it('ends what an earlier one left in its grace', async () => {
      const first = await keys.create(ADMIN, { name: 'mine', role: 'member' });
      const second = await keys.rotate(ADMIN, first.apiKey.id, 600);
      const third = await keys.rotate(ADMIN, first.apiKey.id, 600);
      expect(await refused(() => gateway.verifier.verify(first.key))).toBe('credential_invalid');
      for (const { key = '' } of [second, third])
        await expect(gateway.verifier.verify(key)).resolves.toBeDefined();
    });

    it('ends what was minted before it, however fast it follows another', async () => {
      const { id, tokensValidFrom } = await made();
      expect(tokensValidFrom).toBe(0);
      let before = tokensValidFrom;
      for (const ms of [0, 0, 1, 999, 5000]) {
        gateway.clock.advance(ms);
        const { apiKey } = await keys.rotate(ADMIN, id, 0);
        expect(apiKey.tokensValidFrom).toBeGreaterThanOrEqual(gateway.clock.now());
        expect(apiKey.tokensValidFrom).toBeGreaterThan(before);
        before = apiKey.tokensValidFrom;
      }
    });

    it('of many at once leaves one pair of secrets good', async () => {
      const { apiKey } = await keys.create(ADMIN, { name: 'mine', role: 'member' });
      const made = await Promise.all([1, 2, 3, 4].map(() => keys.rotate(ADMIN, apiKey.id, 600)));
      const good = await Promise.all(made.map(({ key = '' }) => outcome(gateway.verifier.verify(key))));
      expect(good.filter((one) => one === 'done')).toHaveLength(2);
    });

    it('is not of a key that was revoked', async () => {
      const { id } = await made();
      const revoked = await keys.revoke(ADMIN, id);
      expect(await refused(() => keys.rotate(ADMIN, id, 600))).toBe('not_found');
      expect(await keys.one(id)).toEqual(revoked);
    });
  });

  it('a key is revoked at the first word, and stays on the list; deleted it is nowhere', async () => {
    const { id } = await made();
    const at = gateway.clock.now();
    expect((await keys.revoke(ADMIN, id)).revokedAt).toBe(at);
    gateway.clock.advance(5);
    expect((await keys.revoke(ADMIN, id)).revokedAt).toBe(at);
    expect((await keys.one(id)).revokedAt).toBe(at);
    await keys.delete(ADMIN, id);
    expect(await refused(() => keys.one(id))).toBe('not_found');
  });

  it.each<[string, Work]>([
    ['one', (all, id) => all.one(id)],
    ['change', (all, id) => all.change(ADMIN, id, { name: 'x' })],
    ['rotate', (all, id) => all.rotate(ADMIN, id, 0)],
    ['revoke', (all, id) => all.revoke(ADMIN, id)],
    ['delete', (all, id) => all.delete(ADMIN, id)],
  ])('what is not there is not found (%s)', async (_, work) => {
    await made();
    expect(await refused(() => work(keys, NOBODY))).toBe('not_found');
    expect(await gateway.keys.list()).toHaveLength(1);
  });

  describe('somebody who is bound', () => {
    const { expiresAt } = BOUNDS;
    const BOUND = principalOf({ role: 'admin', models: ['a'], expiresAt });
    const WITHIN = { models: ['a'], expiresAt } as const;

    it.each<[string, KeyChange, Role, unknown]>([
      ['as they are', {}, 'admin', 'done'],
      ['with less', { models: ['a'], mode: 'viewer' }, 'member', 'done'],
      ['with other models', { models: ['a', 'b'] }, 'member', ['model_denied', 'models']],
      ['with any model', { models: [] }, 'member', ['model_denied', 'models']],
      ['for longer', { expiresAt: expiresAt + 1 }, 'member', ['capability_denied', 'expires_at']],
      ['for ever', { expiresAt: undefined }, 'member', ['capability_denied', 'expires_at']],
    ])('makes keys %s', async (_, part, role, expected) => {
      const work = async (): Promise<unknown> => keys.create(BOUND, { name: 'x', role, ...WITHIN, ...part });
      if (expected === 'done') await expect(work()).resolves.toBeDefined();
      else expect(await refused(work)).toEqual(expected);
      expect(await gateway.keys.list()).toHaveLength(expected === 'done' ? 1 : 0);
    });

    it('widens no key beyond themselves, and touches none that is wider already', async () => {
      const [narrow, wide] = [await made(WITHIN), await made()];
      expect(await refused(() => keys.change(BOUND, narrow.id, { models: ['a', 'b'] }))).toEqual([
        'model_denied',
        'models',
      ]);
      expect(await refused(() => keys.change(BOUND, wide.id, { name: 'x' }))).toEqual([
        'model_denied',
        'models',
      ]);
      expect(await refused(() => keys.rotate(BOUND, wide.id, 0))).toEqual(['model_denied', 'models']);
      expect([await keys.one(narrow.id), await keys.one(wide.id)]).toEqual([narrow, wide]);
      await expect(keys.change(BOUND, narrow.id, { name: 'x' })).resolves.toBeDefined();
      await expect(keys.rotate(BOUND, narrow.id, 0)).resolves.toBeDefined();
    });

    it.each<Principal['role']>(['readonly', 'analyst', 'member'])(
      'to the role %s makes, changes and rotates no administrator’s key',
      async (role) => {
        const grantor = principalOf({ role });
        const { id } = await made({}, 'admin');
        for (const work of [
          () => keys.create(grantor, { name: 'x', role: 'admin' }),
          () => keys.change(grantor, id, { name: 'x' }),
          () => keys.rotate(grantor, id, 0),
        ]) {
          expect(await refused(work)).toEqual(['role_denied', 'role']);
        }
      },
    );

    it('to a page makes nothing, be it ever so little', async () => {
      const page = principalOf({ credential: 'browser_token', role: 'admin' });
      expect(await refused(() => keys.create(page, { name: 'x', role: 'readonly', mode: 'viewer' }))).toBe(
        'capability_denied',
      );
    });
  });
});
