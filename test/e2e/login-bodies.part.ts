import { adminOf, type Admin } from '../support/admin';
import { reply, type Reply } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { createUser, logIn } from '../support/users';

describe('bodies of log-ins', () => {
  const JSON_TYPE = 'application/json';
  const FORM = 'application/x-www-form-urlencoded';
  const MULTIPART = 'multipart/form-data; boundary=b';

  let gateway: TestGateway;
  let admin: Admin;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await adminOf(gateway);
  });

  async function send(
    path: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>>,
  ): Promise<Reply> {
    return reply(await fetch(gateway.url + path, { method: 'POST', headers, body }));
  }

  const long = (length: number): string => 'x'.repeat(length);
  const good = { username: 'someone', password: 'a password' };
  const json = (change: object): string => JSON.stringify({ ...good, ...change });

  describe('a body of POST /login against the rules is a 400 that names the field', () => {
    it.each<[string, string, string, readonly string[]]>([
      ['no password', JSON_TYPE, '{"username":"someone"}', ['password']],
      ['no username', JSON_TYPE, '{"password":"a password"}', ['username']],
      ['nothing', JSON_TYPE, '{}', ['username', 'password']],
      ['no password, as a form', FORM, 'username=someone', ['password']],
      ['no username, as a form', FORM, 'password=a+password', ['username']],
    ])('%s: something is missing', async (_, type, body, fields) => {
      const answer = await send('/login', body, { 'content-type': type });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({
        code: 'validation_failed',
        error: 'Missing required fields',
        fields,
      });
    });

    it.each<[string, string, string, readonly string[]]>([
      ['an unknown field', JSON_TYPE, json({ remember: true }), ['remember']],
      ['a role', JSON_TYPE, json({ role: 'admin' }), ['role']],
      ['__proto__', JSON_TYPE, `{"__proto__":{"username":"x"},${json({}).slice(1)}`, ['__proto__']],
      ['an unknown field, as a form', FORM, 'username=a&password=b&role=admin', ['role']],
      ['__proto__, as a form', FORM, 'username=a&password=b&__proto__=c', ['__proto__']],
      ['a bracketed field', FORM, 'username=a&password=b&password[$ne]=c', ['password[$ne]']],
      ['a number for a name', JSON_TYPE, json({ username: 1 }), ['username']],
      ['a number for a password', JSON_TYPE, json({ password: 12_345_678 }), ['password']],
      ['null', JSON_TYPE, json({ password: null }), ['password']],
      ['a list', JSON_TYPE, json({ password: ['a password'] }), ['password']],
      ['an object', JSON_TYPE, json({ username: { $gt: '' } }), ['username']],
      ['an empty password', JSON_TYPE, json({ password: '' }), ['password']],
      ['an empty name, as a form', FORM, 'username=&password=b', ['username']],
      ['an over-long name', JSON_TYPE, json({ username: long(100_000) }), ['username']],
      ['an over-long password', JSON_TYPE, json({ password: long(100_000) }), ['password']],
      ['an over-long password, as a form', FORM, `username=a&password=${long(100_000)}`, ['password']],
    ])('%s', async (_, type, body, fields) => {
      const answer = await send('/login', body, { 'content-type': type });
      expect([answer.status, answer.body['code'], answer.body['fields']]).toEqual([
        400,
        'validation_failed',
        fields,
      ]);
      expect(answer.text).not.toContain('a password');
      expect(answer.text.length).toBeLessThan(1000);
    });
  });

  describe('a body of POST /login that cannot be read', () => {
    const MALFORMED = [400, 'malformed_body'] as const;
    const UNSUPPORTED = [415, 'unsupported_media_type'] as const;
    const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
    const multipart = '--b\r\nContent-Disposition: form-data; name="username"\r\n\r\nsomeone\r\n--b--\r\n';

    it.each<[string, Readonly<Record<string, string>>, string | Uint8Array, readonly [number, string]]>([
      ['nothing', { 'content-type': JSON_TYPE }, '', MALFORMED],
      ['nothing, as a form', { 'content-type': FORM }, '', MALFORMED],
      ['half an object', { 'content-type': JSON_TYPE }, '{"username":"someone"', MALFORMED],
      ['a form that says it is JSON', { 'content-type': JSON_TYPE }, 'username=a&password=b', MALFORMED],
      ['a repeated field', { 'content-type': FORM }, 'username=a&password=b&password=c', MALFORMED],
      [
        'a repeated field, escaped',
        { 'content-type': FORM },
        'username=a&password=b&%70assword=c',
        MALFORMED,
      ],
      ['escapes that are none', { 'content-type': FORM }, 'username=a&password=%zz', MALFORMED],
      ['escapes of no UTF-8', { 'content-type': FORM }, 'username=a&password=%ff', MALFORMED],
      ['a form of no UTF-8', { 'content-type': FORM }, bytes('username=a&password=\xff'), MALFORMED],
      ['JSON of no UTF-8', { 'content-type': JSON_TYPE }, bytes(json({ password: '\xff' })), MALFORMED],
      ['too many fields', { 'content-type': FORM }, 'a=b&'.repeat(1000), MALFORMED],
      [
        'two megabytes',
        { 'content-type': JSON_TYPE },
        json({ password: long(2e6) }),
        [413, 'body_too_large'],
      ],
      ['plain text', { 'content-type': 'text/plain' }, json({}), UNSUPPORTED],
      ['XML', { 'content-type': 'application/xml' }, '<username>someone</username>', UNSUPPORTED],
      ['a multipart form', { 'content-type': MULTIPART }, multipart, UNSUPPORTED],
      [
        'another charset',
        { 'content-type': `${FORM}; charset=latin1` },
        'username=a&password=b',
        UNSUPPORTED,
      ],
      ['no type', {}, bytes(json({})), UNSUPPORTED],
      ['a compressed body', { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }, json({}), UNSUPPORTED],
    ])('(%s) is refused', async (_, headers, body, refusal) => {
      const answer = await send('/login', body, headers);
      expect([answer.status, answer.body['code']]).toEqual(refusal);
    });
  });

  describe('a body of POST /token/refresh', () => {
    it.each<[string, string, readonly string[]]>([
      ['without its token', '{}', ['refresh_token']],
      ['with a number', '{"refresh_token":1}', ['refresh_token']],
      ['with an empty token', '{"refresh_token":""}', ['refresh_token']],
      ['with an over-long token', JSON.stringify({ refresh_token: long(100_000) }), ['refresh_token']],
      ['with an access token besides', '{"refresh_token":"x","access_token":"y"}', ['access_token']],
    ])('%s is a 400', async (_, body, fields) => {
      const answer = await send('/token/refresh', body, { 'content-type': JSON_TYPE });
      expect([answer.status, answer.body['fields']]).toEqual([400, fields]);
    });
  });

  /** Each character has three bytes in UTF-8. */
  const EUROS = '€'.repeat(24);

  describe('a password', () => {
    it.each<[string, unknown]>([
      ['of seven characters', 'seven77'],
      ['of seven characters of two UTF-16 units each', '🔑'.repeat(7)],
      ['of 73 bytes', long(73)],
      ['of 73 bytes and 25 characters', `${EUROS}x`],
      ['with a NUL', 'with\0inside'],
      ['that is a NUL at the end', 'a password\0'],
      ['that is a number', 12_345_678],
    ])('%s is refused when it is set, and named', async (_, password) => {
      const user = await createUser(gateway);
      const refusals = [
        await admin.call('POST', '/admin/users', { username: `${user.username}2`, password, role: 'member' }),
        await admin.call('PATCH', `/admin/users/${user.id}`, { password }),
      ];
      for (const { status, body, text } of refusals) {
        expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', ['password']]);
        expect(text).not.toContain(JSON.stringify(password).slice(1, -1));
      }
      expect((await logIn(gateway, user.username, user.password)).status).toBe(200);
    });

    it.each([
      ['of eight characters', 'eight888'],
      ['of 64 characters', long(64)],
      ['of 72 bytes', long(72)],
      ['of 72 bytes in 24 characters', EUROS],
      ['of 72 bytes in 18 characters', '🔑'.repeat(18)],
    ])('%s is allowed and logs in, and no other does', async (_, password) => {
      const { username } = await createUser(gateway, { password });
      expect((await logIn(gateway, username, password)).status).toBe(200);
      // What bcrypt would read, and more.
      for (const other of [`${password}x`, `${password}\0`, password.slice(0, -1)])
        expect((await logIn(gateway, username, other)).status).toBe(401);
    });

    it('may have anything in it, in JSON and in a form', async () => {
      const { username, password } = await createUser(gateway, { password: ' +%2B&=;"\\e\u0301🔑\n\t ' });
      const form = new URLSearchParams({ username, password }).toString();
      expect((await logIn(gateway, username, password)).status).toBe(200);
      expect((await send('/login', form, { 'content-type': FORM })).status).toBe(200);
      expect((await logIn(gateway, username, password.trim())).status).toBe(401);
      expect((await logIn(gateway, username, password.normalize('NFC'))).status).toBe(401);
    });
  });
});
