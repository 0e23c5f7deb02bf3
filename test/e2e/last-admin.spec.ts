import {
  adminOf,
  callerWith,
  idOf,
  type Admin,
  type Call,
  type Shown,
  type ShownKey,
} from '../support/admin';
import type { Reply } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { createUser, tokensOf, type TestUser } from '../support/users';

/** Of each of several races. */
const ROUNDS = 4;

type End = (call: Call, path: string) => Promise<Reply<{ readonly code?: string } | undefined>>;

/** How somebody stops being an administrator over HTTP. */
const ENDINGS: readonly (readonly [string, End])[] = [
  ['is deleted', (call, path) => call('DELETE', path)],
  ['becomes a member', (call, path) => call('PATCH', path, { role: 'member' })],
  ['becomes a viewer', (call, path) => call('PATCH', path, { mode: 'viewer' })],
];

const KEY_ENDINGS: typeof ENDINGS = [
  ...ENDINGS,
  ['is revoked', (call, path) => call('POST', `${path}/revoke`)],
];

const LAST = { status: 409, code: 'last_admin', layer: 'access' };

/** Those of a list that administrate. */
async function administrators(call: Call, path: string): Promise<readonly string[]> {
  const { body } = await call<Shown<ShownKey & { mode: string }>>('GET', `${path}?page_size=200`);
  return body.data
    .filter(({ role, mode }) => role === 'admin' && mode === 'full')
    .filter(({ revoked_at: revoked }) => typeof revoked !== 'string')
    .map(({ id }) => id);
}

describe('while nobody who administrates can log in, the last key of an administrator', () => {
  let gateway: TestGateway;
  /** The only key of an administrator. */
  let last: Admin;

  beforeAll(async () => {
    gateway = await startGateway();
    await createUser(gateway, { role: 'admin', mode: 'viewer' });
    await gateway.createKey({ role: 'admin', expiresAt: Date.now() - 1 });
    await gateway.createKey({ role: 'admin', mode: 'viewer' });
  });

  beforeEach(async () => {
    last = await adminOf(gateway);
    for (const id of await administrators(last.call, '/admin/keys'))
      if (id !== last.id) await last.call('DELETE', `/admin/keys/${id}`);
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it.each(KEY_ENDINGS)('stays one: a 409 when it %s', async (_, end) => {
    const path = `/admin/keys/${last.id}`;
    const before = (await last.call('GET', path)).body;
    const refused = await end(last.call, path);
    expect(refused.body).toMatchObject(LAST);
    expect((await last.call('GET', path)).body).toEqual(before);
  });

  it('may be rotated, renamed and bounded', async () => {
    const path = `/admin/keys/${last.id}`;
    expect((await last.call('PATCH', path, { name: 'renamed', max_concurrency: 9 })).status).toBe(200);
    const { body } = await last.call<ShownKey>('POST', `${path}/rotate`, {});
    expect((await callerWith(gateway, body.key)('GET', path)).body).toMatchObject({ name: 'renamed' });
  });

  it.each(KEY_ENDINGS)('is not last while there is another: one of two %s', async (_, end) => {
    const other = await adminOf(gateway);
    const ended = await end(last.call, `/admin/keys/${other.id}`);
    expect([200, 204]).toContain(ended.status);
    expect(await administrators(last.call, '/admin/keys')).toEqual([last.id]);
  });

  it.each(KEY_ENDINGS)('is left of two where each %s by the other', async (_, end) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [one, other] = [last, await adminOf(gateway)];
      const replies = await Promise.all([
        end(one.call, `/admin/keys/${other.id}`),
        end(other.call, `/admin/keys/${one.id}`),
      ]);
      const codes = replies.map((answer) => answer.body?.code);
      expect([undefined]).toEqual(codes.filter((code) => code === undefined));
      expect(['last_admin', 'credential_invalid', 'role_denied', 'mode_denied']).toContain(
        codes.find((code) => code !== undefined),
      );
      last = codes[0] === undefined ? one : other;
      expect(await administrators(last.call, '/admin/keys')).toEqual([last.id]);
    }
  });
});

describe('the last administrator who can log in', () => {
  let gateway: TestGateway;
  let admin: Admin;
  let last: TestUser;

  beforeAll(async () => {
    gateway = await startGateway();
    await createUser(gateway, { role: 'admin', mode: 'viewer' });
    last = await createUser(gateway, { role: 'admin' });
    admin = await adminOf(gateway);
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it.each(ENDINGS)('stays one, whatever keys there are: a 409 when they are to %s', async (_, end) => {
    const path = `/admin/users/${last.id}`;
    const own = callerWith(gateway, (await tokensOf(gateway, last)).access_token);
    const before = (await admin.call('GET', path)).body;
    for (const call of [admin.call, own]) expect((await end(call, path)).body).toMatchObject(LAST);
    expect((await admin.call('GET', path)).body).toEqual(before);
    expect((await own('GET', path)).status).toBe(200);
  });

  it('may change their password', async () => {
    const changed = { ...last, password: 'a password anew' };
    expect(
      (await admin.call('PATCH', `/admin/users/${last.id}`, { password: changed.password })).status,
    ).toBe(200);
    last = changed;
    expect((await tokensOf(gateway, last)).token_type).toBe('bearer');
  });

  it.each(ENDINGS)('is left of two where each %s at the same moment', async (_, end) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const users = [last, await createUser(gateway, { role: 'admin' })];
      const replies = await Promise.all(users.map(({ id }) => end(admin.call, `/admin/users/${id}`)));
      const codes = replies.map((answer) => answer.body?.code);
      expect(codes.toSorted()).toEqual(['last_admin', undefined]);
      last = users[codes.indexOf('last_admin')] ?? last;
      expect(await administrators(admin.call, '/admin/users')).toEqual([last.id]);
    }
  });

  it('is left of two who delete each other', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const users = [last, await createUser(gateway, { role: 'admin' })] as const;
      const [one, other] = await Promise.all(
        users.map(async (user) => callerWith(gateway, (await tokensOf(gateway, user)).access_token)),
      );
      await Promise.all([
        one?.('DELETE', `/admin/users/${users[1].id}`),
        other?.('DELETE', `/admin/users/${users[0].id}`),
      ]);
      const [left, ...rest] = await administrators(admin.call, '/admin/users');
      expect(rest).toEqual([]);
      last = users.find(({ id }) => id === left) as TestUser;
    }
  });

  it('is enough for the last key to go', async () => {
    const own = callerWith(gateway, (await tokensOf(gateway, last)).access_token);
    for (const id of await administrators(admin.call, '/admin/keys'))
      expect((await own('DELETE', `/admin/keys/${id}`)).status).toBe(204);
    expect(await administrators(own, '/admin/keys')).toEqual([]);
    admin = await adminOf(gateway);
    expect(admin.id).toBe(idOf(admin.key));
  });
});
