import { adminOf, callerWith, until, type Admin, type ShownKey } from '../support/admin';
import { type Reply } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { signedHeaders } from '../support/sign';
import { timed } from '../support/timed';

describe('the life of a key', () => {
  let gateway: TestGateway;
  let admin: Admin;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await adminOf(gateway);
  });

  async function made(request: object = {}): Promise<ShownKey> {
    const { body } = await admin.call<ShownKey>('POST', '/admin/keys', {
      name: 'mortal',
      role: 'member',
      ...request,
    });
    return body;
  }

  async function rotate(id: string, body: object): Promise<ShownKey> {
    const rotated = await admin.call<ShownKey>('POST', `/admin/keys/${id}/rotate`, body);
    expect(rotated.status).toBe(200);
    return rotated.body;
  }

  async function works(key: string): Promise<boolean> {
    const { status, body } = await callerWith(gateway, key)('GET', '/protected');
    if (status !== 200) expect([status, body['code']]).toEqual([401, 'credential_invalid']);
    return status === 200;
  }

  /** Milliseconds until a key in use is refused. */
  async function deathOf(key: string): Promise<number> {
    const { ms } = await timed(() =>
      until(
        () => works(key),
        (alive) => !alive,
      ),
    );
    return ms;
  }

  describe('a rotation', () => {
    it.each([{}, { grace_seconds: 0 }])('%j ends the old key within 1.5 s', async (body) => {
      const { id, key, ...before } = await made({ models: ['claude-sonnet-5-5'], max_concurrency: 4 });
      expect(await works(key)).toBe(true);
      const { key: fresh, ...after } = await rotate(id, body);
      expect(await deathOf(key)).toBeLessThan(1500);
      expect(fresh).not.toBe(key);
      expect(after).toEqual({ id, ...before });
      expect(await works(fresh)).toBe(true);
    });

    it('with a grace leaves both good, until another one ends the older', async () => {
      const { id, key: first } = await made();
      const { key: second } = await rotate(id, { grace_seconds: 604_800 });
      expect(await Promise.all([first, second].map(works))).toEqual([true, true]);
      const { key: third } = await rotate(id, { grace_seconds: 604_800 });
      expect(await deathOf(first)).toBeLessThan(1500);
      expect(await Promise.all([second, third].map(works))).toEqual([true, true]);
      const { key: fourth } = await rotate(id, { grace_seconds: 0 });
      expect(await deathOf(third)).toBeLessThan(1500);
      expect(await Promise.all([first, second, third, fourth].map(works))).toEqual([
        false,
        false,
        false,
        true,
      ]);
    });

    it('ends the old key when its grace does', async () => {
      const { id, key } = await made();
      const before = Date.now();
      const { key: fresh } = await rotate(id, { grace_seconds: 1 });
      const after = Date.now();
      let last = before;
      await until(
        async () => {
          const asked = Date.now();
          const alive = await works(key);
          if (alive) last = asked;
          return alive;
        },
        (alive) => !alive,
      );
      expect(Date.now()).toBeGreaterThanOrEqual(before + 1000);
      expect(last).toBeLessThan(after + 1000 + 1000);
      expect(await works(fresh)).toBe(true);
    });

    it('of a signed key gives both secrets anew, each good with its own key', async () => {
      const old = await made({ require_signature: true });
      const fresh = await rotate(old.id, { grace_seconds: 60 });
      const signed = async (key: string, secret = ''): Promise<Reply> => {
        const signature = signedHeaders({ method: 'GET', url: '/protected', keyId: old.id, secret });
        return callerWith(gateway, key)('GET', '/protected', undefined, signature);
      };
      expect(fresh.signing_secret).not.toBe(old.signing_secret);
      expect((await signed(old.key, old.signing_secret)).status).toBe(200);
      expect((await signed(fresh.key, fresh.signing_secret)).status).toBe(200);
      expect((await signed(old.key, fresh.signing_secret)).body['code']).toBe('signature_invalid');
      expect((await signed(fresh.key, old.signing_secret)).body['code']).toBe('signature_invalid');
    });

    it('at the same moment as others leaves one key that works', async () => {
      const { id, key } = await made();
      const keys = (await Promise.all(Array.from({ length: 6 }, () => rotate(id, {})))).map((one) => one.key);
      expect((await Promise.all([key, ...keys].map(works))).filter(Boolean)).toHaveLength(1);
    });

    it.each([-1, 604_801, 1.5, '1', null, true, [], {}, 1e300])('refuses a grace of %j', async (grace) => {
      const { id, key } = await made();
      const { status, body } = await admin.call('POST', `/admin/keys/${id}/rotate`, { grace_seconds: grace });
      expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', ['grace_seconds']]);
      expect(await works(key)).toBe(true);
    });

    it('of a revoked key is a 404', async () => {
      const { id } = await made();
      await admin.call('POST', `/admin/keys/${id}/revoke`);
      expect((await admin.call('POST', `/admin/keys/${id}/rotate`, {})).status).toBe(404);
    });
  });

  describe('a key ends', () => {
    const reader = (id: string): Promise<Reply<ShownKey>> => admin.call<ShownKey>('GET', `/admin/keys/${id}`);

    it('when it is revoked, also its old self in grace, and its row stays', async () => {
      const { id, key } = await made();
      const { key: fresh } = await rotate(id, { grace_seconds: 60 });
      expect([await works(key), await works(fresh)]).toEqual([true, true]);
      const { status, body } = await admin.call<ShownKey>('POST', `/admin/keys/${id}/revoke`);
      expect([status, body.id]).toEqual([200, id]);
      expect(Date.parse(body.revoked_at ?? '')).toBeGreaterThanOrEqual(Date.parse(body.created_at));
      expect(await deathOf(key)).toBeLessThan(1500);
      expect(await works(fresh)).toBe(false);
      expect((await reader(id)).body).toEqual(body);
      const again = await admin.call<ShownKey>('POST', `/admin/keys/${id}/revoke`);
      expect(again.body).toEqual(body);
      expect((await admin.call('PATCH', `/admin/keys/${id}`, { name: 'late' })).text).toContain(
        '"revoked_at":"2',
      );
      expect(await works(key)).toBe(false);
    });

    it('when it is deleted, and nothing is left of it', async () => {
      const { id, key } = await made();
      expect(await works(key)).toBe(true);
      const { status, text } = await admin.call('DELETE', `/admin/keys/${id}`);
      expect([status, text]).toEqual([204, '']);
      expect(await deathOf(key)).toBeLessThan(1500);
      expect((await reader(id)).status).toBe(404);
      expect((await admin.call('DELETE', `/admin/keys/${id}`)).status).toBe(404);
      expect((await admin.call('GET', '/admin/keys?page_size=200')).text).not.toContain(id);
    });
  });
});
