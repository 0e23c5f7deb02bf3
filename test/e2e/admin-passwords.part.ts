import { randomUUID } from 'node:crypto';
import { adminOf, type Admin } from '../support/admin';
import type { Reply } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { createUser, logIn, type TestUser } from '../support/users';

describe('passwords', () => {
  let gateway: TestGateway;
  let admin: Admin;
  /** Whose password nothing below changes. */
  let user: TestUser;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await adminOf(gateway);
    user = await createUser(gateway);
  });

  function create(
    request: object,
  ): Promise<Reply<{ readonly [field: string]: unknown; readonly id: string }>> {
    return admin.call('POST', '/admin/users', {
      username: `user-${randomUUID()}`,
      role: 'member',
      ...request,
    });
  }

  function change(id: string, body: unknown): Promise<Reply> {
    return admin.call('PATCH', `/admin/users/${id}`, body);
  }

  describe('a password', () => {
    it.each([
      ['8 characters', 'eight888'],
      ['64 characters', 'p'.repeat(64)],
      ['72 bytes', 'é'.repeat(36)],
      ['spaces and emoji', ' pass 🔑 word '],
    ])('may be %s, and each of them counts', async (_, password) => {
      const { username } = await createUser(gateway, { password });
      expect((await logIn(gateway, username, password)).status).toBe(200);
      expect((await logIn(gateway, username, password.slice(0, -1))).status).toBe(401);
    });

    const BAD: readonly unknown[] = [
      ...[
        '',
        'short',
        '7777777',
        'p'.repeat(73),
        'é'.repeat(37),
        `${'🔑'.repeat(18)}x`,
        'nul\u0000in the middle',
      ],
      ...['nul at the end\u0000', 'p'.repeat(100_000), null, 12_345_678, true, [], ['correct horse'], {}],
    ];
    it.each(BAD.map((value) => [JSON.stringify(value).slice(0, 40), value]))(
      '%s is refused, and named',
      async (_, password) => {
        for (const { status, body } of [await create({ password }), await change(user.id, { password })])
          expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', ['password']]);
        expect((await logIn(gateway, user.username, user.password)).status).toBe(200);
      },
    );

    it('never comes back, nor its hash, in an answer, a refusal or the log', async () => {
      const secret = `canary-${randomUUID()}`;
      const username = `user-${randomUUID()}`;
      const made = await create({ username, password: secret });
      const sent = [
        made,
        await admin.call('GET', `/admin/users/${made.body.id}`),
        await admin.call('GET', '/admin/users?page_size=200'),
        await change(made.body.id, { password: `${secret}-2` }),
        await create({ username, password: secret }),
        await create({ password: secret.repeat(9) }),
        await create({ password: [secret] }),
        await change(made.body.id, { password: secret, extra: secret }),
      ];
      for (const { text, headers } of sent) {
        expect(text).not.toContain(secret);
        expect(text).not.toMatch(/\$2[aby]\$|hash/);
        await gateway.logged((record) => record['request_id'] === headers.get('x-request-id'));
      }
      expect(gateway.output()).not.toContain(secret);
    });
  });
});
