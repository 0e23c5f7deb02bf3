import { adminOf, callerWith, type Admin } from '../support/admin';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import {
  createUser,
  elsewhere,
  logIn,
  partOf,
  refresh,
  tokensOf,
  untilRefused,
  whoAmI,
  type TestUser,
  type TokenPair,
} from '../support/users';

describe('sessions', () => {
  let gateway: TestGateway;
  let admin: Admin;

  beforeAll(async () => {
    gateway = await sharedGateway({ TRUST_PROXY: '1' });
    admin = await adminOf(gateway);
  });

  async function newLogIn(): Promise<{ user: TestUser; tokens: TokenPair }> {
    const user = await createUser(gateway);
    return { user, tokens: await tokensOf(gateway, user) };
  }

  const asks = async (accessToken: string): Promise<number> => (await whoAmI(gateway, accessToken)).status;
  const refreshes = async (token: string): Promise<number> =>
    (await refresh(gateway, token, elsewhere())).status;
  const logOut = async (credential: string): Promise<number> =>
    (await callerWith(gateway, credential)('POST', '/logout')).status;

  describe('a refresh', () => {
    it('gives two new tokens of the same log-in, and leaves the old access token as it is', async () => {
      const { tokens } = await newLogIn();
      const { status, body, headers } = await refresh(gateway, tokens.refresh_token);
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(Object.keys(body)).toEqual(Object.keys(tokens));
      expect(body).toMatchObject({ token_type: 'bearer', expires_in: 1800 });
      const [access, next] = [partOf(body.access_token, 1), partOf(body.refresh_token, 1)];
      expect(access).toEqual({
        ...partOf(tokens.access_token, 1),
        jti: access['jti'],
        iat: access['iat'],
        exp: access['exp'],
      });
      expect([access['typ'], next['typ']]).toEqual(['access', 'refresh']);
      const all = [tokens, body].flatMap((pair) => [pair.access_token, pair.refresh_token]);
      expect(new Set(all.map((token) => partOf(token, 1)['jti'])).size).toBe(4);
      expect([await asks(body.access_token), await asks(tokens.access_token)]).toEqual([200, 200]);
    });

    it('follows upon another, as long as each token is used once', async () => {
      let { tokens } = await newLogIn();
      for (let round = 0; round < 5; round += 1) tokens = (await refresh(gateway, tokens.refresh_token)).body;
      expect(await asks(tokens.access_token)).toBe(200);
    });

    it('is taken as a form too', async () => {
      const { tokens } = await newLogIn();
      const body = new URLSearchParams({ refresh_token: tokens.refresh_token });
      expect((await fetch(`${gateway.url}/token/refresh`, { method: 'POST', body })).status).toBe(200);
    });

    it('with a token that was used ends the log-in: the newest tokens of it too', async () => {
      const { user, tokens } = await newLogIn();
      const other = await tokensOf(gateway, user);
      const { body: next } = await refresh(gateway, tokens.refresh_token);
      expect(await asks(next.access_token)).toBe(200);
      const reuse = await refresh(gateway, tokens.refresh_token);
      expect(reuse).toMatchObject({ status: 401, body: { code: 'credential_invalid' } });
      expect(await refreshes(next.refresh_token)).toBe(401);
      expect([await asks(next.access_token), await asks(tokens.access_token)]).toEqual([401, 401]);
      // Another log-in of the same user is another's business.
      expect([await asks(other.access_token), await refreshes(other.refresh_token)]).toEqual([200, 200]);
    });

    it('ten times at once has one winner at most, and nobody keeps the log-in', async () => {
      const { tokens } = await newLogIn();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => refresh(gateway, tokens.refresh_token, elsewhere())),
      );
      const winners = answers.filter(({ status }) => status === 200);
      expect(winners.length).toBeLessThanOrEqual(1);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(10 - winners.length);
      for (const { body } of winners)
        expect([await asks(body.access_token), await refreshes(body.refresh_token)]).toEqual([401, 401]);
      expect(await asks(tokens.access_token)).toBe(401);
    });
  });

  describe('a log-out', () => {
    it.each(['first', 'refreshed'])(
      'with the %s access token ends all tokens of the log-in at once',
      async (which) => {
        const { user, tokens } = await newLogIn();
        const other = await tokensOf(gateway, user);
        const { body: next } = await refresh(gateway, tokens.refresh_token);
        expect([await asks(tokens.access_token), await asks(next.access_token)]).toEqual([200, 200]);
        expect(await logOut((which === 'first' ? tokens : next).access_token)).toBe(204);
        expect([await asks(tokens.access_token), await asks(next.access_token)]).toEqual([401, 401]);
        expect(await refreshes(next.refresh_token)).toBe(401);
        expect([await asks(other.access_token), await refreshes(other.refresh_token)]).toEqual([200, 200]);
        expect(await asks((await tokensOf(gateway, user)).access_token)).toBe(200);
      },
    );

    it('needs an access token or a key: neither nothing nor a refresh token will do', async () => {
      const { tokens } = await newLogIn();
      expect((await fetch(`${gateway.url}/logout`, { method: 'POST' })).status).toBe(401);
      expect(await logOut(tokens.refresh_token)).toBe(401);
      expect([await asks(tokens.access_token), await refreshes(tokens.refresh_token)]).toEqual([200, 200]);
    });

    it('happens once', async () => {
      const { tokens } = await newLogIn();
      expect([await logOut(tokens.access_token), await logOut(tokens.access_token)]).toEqual([204, 401]);
    });

    it('of a key changes nothing', async () => {
      const key = await gateway.createKey({ role: 'readonly', mode: 'viewer' });
      expect([await logOut(key), await asks(key)]).toEqual([204, 200]);
    });
  });

  interface Change {
    readonly body?: object;
    /** What the user logs in with afterwards; undefined: not at all. */
    readonly password?: (user: TestUser) => string;
  }

  const CHANGES: Readonly<Record<string, Change>> = {
    'another password': { body: { password: 'another password' }, password: () => 'another password' },
    'another role': { body: { role: 'readonly' }, password: ({ password }) => password },
    'another mode': { body: { mode: 'viewer' }, password: ({ password }) => password },
    'an end': {},
  };

  describe.each(Object.entries(CHANGES))('a user who gets %s', (_, { body, password }) => {
    it('is logged out everywhere: refresh tokens at once, access tokens within 1.5 s', async () => {
      const { user, tokens } = await newLogIn();
      const { body: refreshed } = await refresh(gateway, (await tokensOf(gateway, user)).refresh_token);
      const pairs = [tokens, refreshed];
      for (const { access_token: access } of pairs) expect(await asks(access)).toBe(200);
      const path = `/admin/users/${user.id}`;
      const { status } = await admin.call(body === undefined ? 'DELETE' : 'PATCH', path, body);
      expect(status).toBe(body === undefined ? 204 : 200);
      for (const { refresh_token: token } of pairs) expect(await refreshes(token)).toBe(401);
      for (const { access_token: access } of pairs)
        expect(await untilRefused(() => whoAmI(gateway, access))).toBeLessThan(1500);
      const again = await logIn(gateway, user.username, password?.(user) ?? user.password);
      expect(again.status).toBe(password === undefined ? 401 : 200);
      if (again.status === 200) expect(await asks(again.body.access_token)).toBe(200);
      // Logging in anew brings nothing old back.
      for (const { access_token: access } of pairs) expect(await asks(access)).toBe(401);
    });
  });

  describe('a user', () => {
    it('who gets nothing new stays logged in', async () => {
      const { user, tokens } = await newLogIn();
      await admin.call('PATCH', `/admin/users/${user.id}`, { role: 'member', mode: 'full' });
      expect([await asks(tokens.access_token), await refreshes(tokens.refresh_token)]).toEqual([200, 200]);
    });

    it('can no longer log in with an old password', async () => {
      const user = await createUser(gateway);
      await admin.call('PATCH', `/admin/users/${user.id}`, { password: 'another password' });
      expect((await logIn(gateway, user.username, user.password, elsewhere())).status).toBe(401);
    });

    it('of the same name as one who was deleted inherits no log-in, however often that one was changed', async () => {
      const user = await createUser(gateway);
      const path = `/admin/users/${user.id}`;
      for (let change = 0; change < 10; change += 1)
        await admin.call('PATCH', path, { role: change % 2 === 0 ? 'analyst' : 'member' });
      const tokens = await tokensOf(gateway, user);
      await admin.call('DELETE', path);
      const heir = await tokensOf(gateway, await createUser(gateway, { username: user.username }));
      expect([await asks(tokens.access_token), await refreshes(tokens.refresh_token)]).toEqual([401, 401]);
      expect(await asks(heir.access_token)).toBe(200);
    });
  });
});
