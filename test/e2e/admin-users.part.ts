import { randomUUID } from 'node:crypto';
import { adminOf, callerWith, type Admin } from '../support/admin';
import type { Reply } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { logIn, tokensOf, untilRefused, whoAmI } from '../support/users';

describe('users', () => {
  let gateway: TestGateway;
  let admin: Admin;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await adminOf(gateway);
  });

  interface ShownUser {
    readonly id: string;
    readonly username: string;
    readonly role: string;
    readonly mode: string;
    readonly created_at: string;
    readonly updated_at: string;
  }

  const PASSWORD = 'correct horse battery';

  const freshName = (): string => `user-${randomUUID()}`;

  function post(request: object): Promise<Reply<ShownUser & { code?: string; fields?: string[] }>> {
    return admin.call('POST', '/admin/users', {
      username: freshName(),
      password: PASSWORD,
      role: 'member',
      ...request,
    });
  }

  async function created(request: object = {}): Promise<ShownUser> {
    const { status, body } = await post(request);
    expect(status).toBe(201);
    return body;
  }

  describe('a new user', () => {
    it.each([
      ['readonly', undefined],
      ['analyst', 'full'],
      ['member', 'viewer'],
      ['admin', undefined],
    ])('with the role %s and the mode %s is shown so, and logs in so', async (role, mode) => {
      const username = freshName();
      const shown = await created({ username, role, ...(mode && { mode }) });
      expect(shown).toEqual({
        id: expect.stringMatching(/^[0-9A-Za-z]{12}$/),
        username,
        role,
        mode: mode ?? 'full',
        budget: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        updated_at: shown.created_at,
      });
      expect((await admin.call('GET', `/admin/users/${shown.id}`)).body).toEqual(shown);
      const { access_token: token } = await tokensOf(gateway, { ...shown, password: PASSWORD });
      expect((await whoAmI(gateway, token)).body).toMatchObject({ user: username, role, mode: shown.mode });
    });

    it.each(['a', '0', 'Zo', 'x'.repeat(64), 'first.last+tag@example-host_1'])(
      'may be called %s',
      async (name) => {
        const { status, body } = await post({ username: name });
        expect([status, body.username]).toEqual([201, name]);
      },
    );

    it.each<[string, (name: string) => string]>([
      ['the same name', (name) => name],
      ['its upper case', (name) => name.toUpperCase()],
      ['its lower case', (name) => name.toLowerCase()],
    ])('cannot have a name that is taken: %s', async (_, other) => {
      const { username, id } = await created({ username: `Mixed-${randomUUID()}` });
      const { status, body } = await post({ username: other(username), role: 'readonly' });
      expect([status, body.code, body.fields]).toEqual([409, 'already_exists', ['username']]);
      expect((await admin.call('GET', `/admin/users/${id}`)).body).toMatchObject({
        username,
        role: 'member',
      });
    });

    it('has its name alone, of ten who ask for it at once', async () => {
      const name = `Race-${randomUUID()}`;
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, at) => post({ username: at % 2 ? name : name.toLowerCase() })),
      );
      expect(replies.map(({ status }) => status).toSorted()).toEqual([201, ...Array<number>(9).fill(409)]);
    });
  });

  function change(id: string, body: unknown): Promise<Reply> {
    return admin.call('PATCH', `/admin/users/${id}`, body);
  }

  describe('a change of a user', () => {
    it.each([
      [{ role: 'admin' }, { role: 'admin' }],
      [{ mode: 'viewer' }, { mode: 'viewer' }],
      [
        { role: 'readonly', mode: 'viewer' },
        { role: 'readonly', mode: 'viewer' },
      ],
      [{ password: 'another password' }, {}],
      [{}, {}],
    ])('%j changes that alone', async (body, shown) => {
      const before = await created();
      const changed = await change(before.id, body);
      expect([changed.status, changed.body]).toEqual([
        200,
        { ...before, ...shown, updated_at: expect.any(String) },
      ]);
      expect((await admin.call('GET', `/admin/users/${before.id}`)).body).toEqual(changed.body);
    });

    it.each([{ role: 'readonly' }, { mode: 'viewer' }, { password: 'another password' }])(
      '%j logs the user out everywhere',
      async (body) => {
        const user = { ...(await created()), password: PASSWORD };
        const tokens = await Promise.all([tokensOf(gateway, user), tokensOf(gateway, user)]);
        expect((await change(user.id, body)).status).toBe(200);
        for (const { access_token: token, refresh_token: refresh_token } of tokens) {
          expect(await untilRefused(() => whoAmI(gateway, token))).toBeLessThan(1500);
          const refreshed = await callerWith(gateway, admin.key)('POST', '/token/refresh', { refresh_token });
          expect(refreshed.status).toBe(401);
        }
      },
    );

    it.each<[string, string]>([
      ['{"username":"other"}', 'username'],
      ['{"id":"000000000000"}', 'id'],
      ['{"passwordHash":"$2b$10$"}', 'passwordHash'],
      ['{"password_hash":"$2b$10$"}', 'password_hash'],
      ['{"tokens_valid_from":0}', 'tokens_valid_from'],
      ['{"role":"Admin"}', 'role'],
      ['{"role":null}', 'role'],
      ['{"role":["admin"]}', 'role'],
      ['{"mode":""}', 'mode'],
      ['{"mode":null}', 'mode'],
      ['{"mode":1}', 'mode'],
      ['{"models":[]}', 'models'],
      ['{"__proto__":{"role":"admin"}}', '__proto__'],
      ['{"constructor":{}}', 'constructor'],
    ])('%s is a 400 that names the field, and changes nothing', async (text, field) => {
      const before = await created();
      const { status, body } = await admin.call('PATCH', `/admin/users/${before.id}`, text);
      expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', [field]]);
      expect((await admin.call('GET', `/admin/users/${before.id}`)).body).toEqual(before);
    });
  });

  it.each<[string, unknown]>(
    ['', '-a', '.a', ' a', 'a b', 'a\u0000', 'a\n', 'ä', 'a/b', 'x'.repeat(65), null, 7, [], {}].map(
      (name) => [JSON.stringify(name).slice(0, 30), name],
    ),
  )('nobody can be called %s', async (_, username) => {
    const { status, body } = await post({ username });
    expect([status, body.code, body.fields]).toEqual([400, 'validation_failed', ['username']]);
  });

  describe('a deleted user', () => {
    it('is gone: no row, no token, no log-in, and the name is free', async () => {
      const user = { ...(await created()), password: PASSWORD };
      const { access_token: token } = await tokensOf(gateway, user);
      const { status, text } = await admin.call('DELETE', `/admin/users/${user.id}`);
      expect([status, text]).toEqual([204, '']);
      expect(await untilRefused(() => whoAmI(gateway, token))).toBeLessThan(1500);
      expect((await logIn(gateway, user.username, PASSWORD)).status).toBe(401);
      for (const method of ['GET', 'DELETE'])
        expect((await admin.call(method, `/admin/users/${user.id}`)).status).toBe(404);
      const again = await created({ username: user.username, role: 'readonly' });
      expect(again.id).not.toBe(user.id);
    });

    it('does not live on in a user of the same name, made in the same second', async () => {
      const secondOf = ({ created_at: at }: ShownUser): string => at.slice(0, 19);
      const username = freshName();
      let first = await created({ username });
      for (let turn = 0, isSame = false; turn < 12 && !isSame; turn += 1) {
        const { access_token: token } = await tokensOf(gateway, { ...first, password: PASSWORD });
        await admin.call('DELETE', `/admin/users/${first.id}`);
        const second = await created({ username });
        expect((await whoAmI(gateway, token)).body).toMatchObject({ code: 'credential_invalid' });
        isSame = secondOf(first) === secondOf(second);
        first = second;
      }
    });
  });
});
