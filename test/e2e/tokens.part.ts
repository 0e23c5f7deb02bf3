import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminOf, callerWith } from '../support/admin';
import { reply, type Reply } from '../support/ask';
import { PROJECT, type TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import {
  createUser,
  elsewhere,
  forge,
  partOf,
  refresh,
  tokensOf,
  whoAmI,
  type TestUser,
  type TokenPair,
} from '../support/users';

describe('tokens', () => {
  let gateway: TestGateway;
  let user: TestUser;
  let tokens: TokenPair;

  beforeAll(async () => {
    gateway = await sharedGateway({ TRUST_PROXY: '1' });
    user = await createUser(gateway, { role: 'analyst' });
    tokens = await tokensOf(gateway, user);
  });

  async function look(headers: Readonly<Record<string, string>>, path = '/protected'): Promise<Reply> {
    return reply(await fetch(gateway.url + path, { headers }));
  }

  describe.each(['/protected', '/auth/me'])('GET %s tells who is asking', (path) => {
    it('with a key without an end', async () => {
      const key = await gateway.createKey({ name: 'nightly report', role: 'readonly', mode: 'viewer' });
      const { status, body } = await look({ 'x-api-key': key }, path);
      expect(status).toBe(200);
      expect(body).toEqual({
        user: 'nightly report',
        role: 'readonly',
        mode: 'viewer',
        credential: 'api_key',
        expires_at: null,
      });
    });

    it('with a key that ends', async () => {
      const expiresAt = Date.now() + 60_000;
      const key = await gateway.createKey({ expiresAt });
      const { body } = await look({ authorization: `Bearer ${key}` }, path);
      expect(body['expires_at']).toBe(new Date(expiresAt).toISOString());
    });

    it('with a user token', async () => {
      const { status, body } = await look({ authorization: `Bearer ${tokens.access_token}` }, path);
      expect(status).toBe(200);
      expect(body).toEqual({
        user: user.username,
        role: 'analyst',
        mode: 'full',
        credential: 'user_token',
        expires_at: new Date(Number(partOf(tokens.access_token, 1)['exp']) * 1000).toISOString(),
      });
    });
  });

  describe('an access token', () => {
    const bearer = (): string => `Bearer ${tokens.access_token}`;

    it.each<[string, () => Record<string, string>, number, string | undefined]>([
      ['as Bearer', () => ({ authorization: bearer() }), 200, undefined],
      ['as bearer', () => ({ authorization: bearer().replace('B', 'b') }), 200, undefined],
      [
        'in both headers',
        () => ({ authorization: bearer(), 'x-api-key': tokens.access_token }),
        200,
        undefined,
      ],
      ['in x-api-key alone', () => ({ 'x-api-key': tokens.access_token }), 401, 'credential_invalid'],
      ['without a scheme', () => ({ authorization: tokens.access_token }), 401, 'credential_invalid'],
      ['as Basic', () => ({ authorization: `Basic ${tokens.access_token}` }), 401, 'credential_invalid'],
      ['as JWT', () => ({ authorization: `JWT ${tokens.access_token}` }), 401, 'credential_invalid'],
      ['twice in one', () => ({ authorization: `${bearer()}, ${bearer()}` }), 401, 'credential_invalid'],
      ['with another beside it', () => ({ authorization: `${bearer()} x` }), 401, 'credential_invalid'],
      [
        'beside a key',
        () => ({ authorization: bearer(), 'x-api-key': gateway.key }),
        400,
        'credential_ambiguous',
      ],
      ['in a cookie', () => ({ cookie: `access_token=${tokens.access_token}` }), 401, 'credential_missing'],
    ])('%s', async (_, headersOf, status, code) => {
      const answer = await look(headersOf());
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
    });

    it('in the query is none', async () => {
      const query = `?access_token=${tokens.access_token}&token=${tokens.access_token}`;
      const { status, body } = await look({}, `/protected${query}`);
      expect([status, body['code']]).toEqual([401, 'credential_missing']);
    });

    it('may do what the role of its user may, and no more', async () => {
      const call = callerWith(gateway, tokens.access_token);
      expect((await call('GET', '/api/rate-limit-status')).status).toBe(200);
      const asked = await call('POST', '/api/query', { question: 'q', context: {} });
      expect([asked.status, asked.body['code']]).toEqual([403, 'role_denied']);
      expect((await call('GET', '/admin/users')).status).toBe(403);
    });

    it('that is signed again with the right secret is as good, with a kid or without one', async () => {
      const claims = partOf(tokens.access_token, 1);
      const again = [forge(claims), forge(claims, { header: partOf(tokens.access_token, 0) })];
      for (const token of again) expect((await whoAmI(gateway, token)).body['user']).toBe(user.username);
    });

    it('that says more than its user has gets no more than that', async () => {
      const claims = { ...partOf(tokens.access_token, 1), jti: 'another-token-of-the-tests', role: 'admin' };
      expect((await whoAmI(gateway, forge(claims))).body['role']).toBe('analyst');
      const viewer = await createUser(gateway, { mode: 'viewer' });
      const theirs = partOf((await tokensOf(gateway, viewer)).access_token, 1);
      expect((await whoAmI(gateway, forge({ ...theirs, mode: 'full' }))).body['mode']).toBe('viewer');
    });

    it('that says less than its user has gets only that', async () => {
      const claims = {
        ...partOf(tokens.access_token, 1),
        jti: 'a-third-token',
        role: 'readonly',
        mode: 'viewer',
      };
      expect((await whoAmI(gateway, forge(claims))).body).toMatchObject({ role: 'readonly', mode: 'viewer' });
    });

    it("is its user's, whatever another token with its jti said a moment ago", async () => {
      const { access_token: access } = await tokensOf(gateway, user);
      expect((await whoAmI(gateway, access)).status).toBe(200);
      const claims = partOf(access, 1);
      const other = await createUser(gateway);
      const theirs = partOf((await tokensOf(gateway, other)).access_token, 1);
      expect((await whoAmI(gateway, forge({ ...claims, sub: 'nobody' }))).status).toBe(401);
      const { body } = await whoAmI(gateway, forge({ ...theirs, jti: claims['jti'] }));
      expect(body['user']).toBe(other.username);
    });
  });

  describe('one kind of token is not another', () => {
    it('a refresh token asks for nothing', async () => {
      const { status, body } = await whoAmI(gateway, tokens.refresh_token);
      expect([status, body['code']]).toEqual([401, 'credential_invalid']);
    });

    it.each<[string, () => Promise<string>]>([
      ['an access token', () => Promise.resolve(tokens.access_token)],
      ['a key', async () => (await adminOf(gateway)).key],
      ['an access token with a blank', () => Promise.resolve(` ${tokens.access_token}`)],
      [
        'a browser token',
        async () => {
          const request = { origin: 'https://page.example.com', ttl_seconds: 60 };
          const minter = callerWith(gateway, await gateway.createKey());
          return (await minter<TokenPair>('POST', '/api/tokens', request)).body.access_token;
        },
      ],
    ])('%s refreshes nothing, and ends no log-in', async (_, credentialOf) => {
      const { status, body } = await refresh(gateway, await credentialOf(), elsewhere());
      expect([status, body]).toEqual([401, expect.objectContaining({ code: 'credential_invalid' })]);
      expect((await whoAmI(gateway, tokens.access_token)).status).toBe(200);
    });
  });

  /** Vectors of others, none of which was signed by us: see test/vectors/README.md. */
  interface Vectors {
    readonly testGroups: readonly {
      readonly tests: readonly { readonly tcId: number; readonly jws: string }[];
    }[];
  }

  it('that another signed is refused: each of the 401 signatures of Wycheproof is a 401', async () => {
    const file = join(PROJECT, 'test/vectors/json_web_signature_test.json');
    const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
    const vectors = testGroups.flatMap(({ tests }) => tests);
    expect(vectors).toHaveLength(401);
    for (const { tcId, jws } of vectors) {
      const { status, body } = await whoAmI(gateway, jws);
      expect([tcId, status, body['code']]).toEqual([tcId, 401, 'credential_invalid']);
    }
  });
});
