import { adminOf } from '../support/admin';
import type { Reply } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import {
  createUser,
  elsewhere,
  forge,
  partOf,
  refresh,
  tokensOf,
  whoAmI,
  type TokenPair,
} from '../support/users';

describe('claims of tokens', () => {
  type Claims = Readonly<Record<string, unknown>>;

  let gateway: TestGateway;
  let tokens: TokenPair;

  beforeAll(async () => {
    gateway = await sharedGateway({ TRUST_PROXY: '1' });
    tokens = await tokensOf(gateway, await createUser(gateway));
  });

  const now = (): number => Math.floor(Date.now() / 1000);

  const PLACES: Readonly<
    Record<string, { claims: () => Claims; present: (token: string) => Promise<Reply<unknown>> }>
  > = {
    'an access token': {
      claims: () => partOf(tokens.access_token, 1),
      present: (token) => whoAmI(gateway, token),
    },
    'a refresh token': {
      claims: () => partOf(tokens.refresh_token, 1),
      present: (token) => refresh(gateway, token, elsewhere()),
    },
  };

  /** What is no good in each claim; undefined leaves it out. */
  const WRONG: Readonly<Record<string, readonly unknown[]>> = {
    sub: [undefined, null, '', 1, {}, ['someone'], true],
    role: [undefined, null, '', 'root', 'Admin', 'admin ', ['admin'], {}, 3],
    mode: [undefined, null, '', 'sudo', ['full']],
    iss: [undefined, null, '', 'sallyport2', 'Sallyport', ['sallyport'], 'https://sallyport', 1],
    aud: [undefined, null, '', 'other', 'Sallyport', ['sallyport'], ['other', 'sallyport'], [], {}, 1],
    typ: [undefined, null, '', 'Access', 'JWT', 'browser', ['access'], 1],
    jti: [
      undefined,
      null,
      '',
      1,
      {},
      ['x'],
      'two words',
      'a\u0000b',
      'x'.repeat(1000),
      '../x',
      "' or 1=1 --",
    ],
    iat: [undefined, null, '', 'now', '1700000000', {}, true],
    exp: [undefined, null, '', 'never', '9999999999', {}, [9_999_999_999], true],
    sid: [null, '', 1, {}, ['x'], 'a\u0000b', 'x'.repeat(1000), "' or 1=1 --"],
    ver: [null, '', '1', true, {}, [1]],
    nbf: ['now', 9_999_999_999, {}],
  };

  /** Nothing that is refused may end the log-in, or what follows would be refused for that alone. */
  afterEach(async () => {
    expect((await whoAmI(gateway, tokens.access_token)).status).toBe(200);
  });

  const ROWS = Object.entries(WRONG).flatMap(([claim, values]) =>
    values.map((value) => [`${claim}: ${shown(value)}`, { [claim]: value }] as const),
  );

  function shown(value: unknown): string {
    const text = value === undefined ? 'none' : JSON.stringify(value);
    return text.length > 40 ? `${text.slice(0, 20)}… (${String(text.length)} characters)` : text;
  }

  const INVALID = { status: 401, body: { code: 'credential_invalid', layer: 'identity' } };

  describe.each(Object.entries(PLACES))(
    '%s that is signed with the right secret and says',
    (_place, place) => {
      it.each(ROWS)('%s, is refused', async (_, change) => {
        expect(await place.present(forge({ ...place.claims(), ...change }))).toMatchObject(INVALID);
      });

      it.each([
        ['a list', '[]'],
        ['null', 'null'],
        ['a text', '"access"'],
        ['a number', '1'],
        ['no JSON', '{"typ":"access"'],
        ['nothing', ''],
        ['no UTF-8', '\ufffd'],
        ['an empty object', '{}'],
      ])('%s instead of claims, is refused', async (_, payload) => {
        expect(await place.present(forge(payload))).toMatchObject(INVALID);
      });
    },
  );

  it.each([1e300, 9_000_000_000_000, 8_640_000_000_001])(
    'an access token that ends after all dates (%d) is refused, and no fault of the gateway',
    async (exp) => {
      expect(await whoAmI(gateway, forge({ ...partOf(tokens.access_token, 1), exp }))).toMatchObject(INVALID);
    },
  );

  it.each([0, -1, 1.5, 1e300])(
    'an access token of another state of its user (%d) is refused',
    async (ver) => {
      expect(await whoAmI(gateway, forge({ ...partOf(tokens.access_token, 1), ver }))).toMatchObject(INVALID);
    },
  );

  describe('an access token of a hostile user name', () => {
    it.each([
      ['a NUL', 'a\0b'],
      ['ten thousand characters', 'x'.repeat(10_000)],
      ['SQL', "' or username like '%"],
      ['half a character', '\ud800'],
      ['a property', '__proto__'],
      ['a constructor', 'constructor'],
      ['markup', '<script>alert(1)</script>'],
      ['line breaks', 'a\r\nx-admin: 1'],
      ['look-alikes', 'аdmin'],
      ['blanks', ' '],
    ])('(%s) is refused', async (_, sub) => {
      const claims = { ...partOf(tokens.access_token, 1), jti: 'a-token-of-a-hostile-name', sub };
      expect(await whoAmI(gateway, forge(claims))).toMatchObject(INVALID);
    });
  });

  describe.each(Object.entries(PLACES))('%s that has run out', (_place, { claims, present }) => {
    const ended = (at: number): Claims => ({ ...claims(), iat: now() - 7200, exp: at });

    it.each([
      ['an hour ago', () => now() - 3600],
      ['now', now],
      ['before 1970', () => -1],
      ['at the start of 1970', () => 0],
    ])('%s is told so', async (_, end) => {
      const answer = await present(forge(ended(end())));
      expect(answer).toMatchObject({ status: 401, body: { code: 'credential_expired', layer: 'identity' } });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    });

    it.each<[string, () => string]>([
      ['signed with another secret', () => forge(ended(now() - 3600), { secret: 'x'.repeat(40) })],
      [
        'not signed',
        () => forge(ended(now() - 3600), { header: { alg: 'none' }, sign: () => Buffer.alloc(0) }),
      ],
      ['signed with HS512', () => forge(ended(now() - 3600), { header: { alg: 'HS512' } })],
      ['that names another key', () => forge(ended(now() - 3600), { header: { kid: 'another' } })],
    ])('and was %s is invalid, and not told', async (_, token) => {
      expect(await present(token())).toMatchObject(INVALID);
    });
  });

  it('a token was never issued in the future, even if its user was changed a moment before', async () => {
    const { call } = await adminOf(gateway);
    const user = await createUser(gateway);
    for (const role of ['analyst', 'member', 'analyst'])
      await call('PATCH', `/admin/users/${user.id}`, { role });
    const { access_token: access, refresh_token: refreshing } = await tokensOf(gateway, user);
    // Verifiers that check `iat`, as PyJWT does, refuse one from the future.
    for (const token of [access, refreshing])
      expect(Number(partOf(token, 1)['iat']) * 1000).toBeLessThanOrEqual(Date.now());
  });
});
