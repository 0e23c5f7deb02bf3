import type { PresentedCredential } from '../../http';
import { FixedClock } from '../../kernel/clock.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { identityOf, type IdentityOf } from '../identity.fixture';
import { newApiKey } from '../keys/api-key-format';
import { forged, part, partOf, payloadOf } from '../tokens/tokens.fixture';
import { storedUser } from '../users/users.fixture';
import { ApiKeyAuthenticator } from './api-key.authenticator';
import { BearerKeyStrategy, HeaderKeyStrategy } from './api-key.strategies';
import type { Authenticator } from './authenticator';
import { BrowserTokenAuthenticator, UserTokenAuthenticator } from './token.authenticators';
import { BrowserTokenStrategy, UserTokenStrategy } from './token.strategies';

const SECRET = 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0';
const HEADER = { alg: 'HS256', typ: 'JWT' };
const HOUR = 3_600_000;

const place = storeOfBlock('sqlite');
let gateway: IdentityOf;
let key: string;
let tokens: Readonly<Record<'access' | 'refresh' | 'browser', string>>;
beforeEach(async () => {
  gateway = identityOf(place.database);
  tokens = await tokensOf(gateway);
});

async function tokensOf(
  from: IdentityOf,
  part = { id: 'aaaaaaaaaaaa', username: 'chris' },
): Promise<typeof tokens> {
  const chris = storedUser({ ...part, tokensValidFrom: 0 });
  await from.users.add(chris);
  const opened = await from.sessions.open(chris);
  ({ key } = await from.keys.keys.create({ name: 'backend', role: 'member' }));
  const minter = await from.keys.verifier.verify(key);
  const minted = await from.browserTokens.mint(minter, { origin: 'https://app.example.com', ttlSeconds: 60 });
  return {
    access: opened?.access_token ?? '',
    refresh: opened?.refresh_token ?? '',
    browser: minted.access_token,
  };
}

/** Asks in the order of extensions.ts, as the guard does, and tells whose it was. */
async function ask(
  value: string,
  header: PresentedCredential['header'] = 'authorization',
  from = gateway,
): Promise<string> {
  const { verifier } = from.keys;
  const all: Authenticator[] = [
    new ApiKeyAuthenticator(new HeaderKeyStrategy(verifier), new BearerKeyStrategy(verifier), verifier),
    new UserTokenAuthenticator(new UserTokenStrategy(from.tokens, from.directory)),
    new BrowserTokenAuthenticator(new BrowserTokenStrategy(from.tokens, from.holders)),
  ];
  for (const authenticator of all) {
    const answer = await authenticator.authenticate({ header, value }).catch((error: unknown) => error);
    if (answer instanceof Error) return (answer as { code?: string }).code ?? answer.message;
    if (answer !== undefined) return (answer as { credential: string }).credential;
  }
  return 'nobody’s';
}

describe('a token', () => {
  it.each([
    ['access', 'user_token'],
    ['browser', 'browser_token'],
    ['refresh', 'nobody’s'],
  ] as const)('to %s is a %s', async (type, credential) => {
    for (const scheme of ['Bearer ', 'bearer ', 'BEARER   '])
      expect(await ask(scheme + tokens[type])).toBe(credential);
  });

  it.each(['access', 'refresh', 'browser'] as const)(
    'to %s is not a key, nor of another scheme',
    async (type) => {
      expect(await ask(tokens[type], 'x-api-key')).toBe('credential_invalid');
      expect(await ask(`Bearer ${tokens[type]}`, 'x-api-key')).toBe('credential_invalid');
      expect(await ask(`Basic ${tokens[type]}`)).toBe('nobody’s');
      expect(await ask(tokens[type])).toBe('nobody’s');
    },
  );

  it('stands beside a key', async () => {
    expect(await ask(`Bearer ${key}`)).toBe('api_key');
    expect(await ask(`Bearer ${newApiKey().key}`)).toBe('credential_invalid');
  });

  it.each([['access'], ['browser']] as const)('to %s that says it is the other is neither', async (type) => {
    const payload = partOf(tokens[type], 1);
    const other = type === 'access' ? 'browser' : 'access';
    expect(await ask(`Bearer ${forged(HEADER, { ...payload, typ: other }, SECRET)}`)).toBe(
      'credential_invalid',
    );
  });

  it.each([undefined, null, '', 'Access', 'admin', 5, ['access'], {}])(
    'of the type %j is nobody’s',
    async (typ) => {
      const token = forged(HEADER, { ...partOf(tokens.access, 1), typ }, SECRET);
      expect(['nobody’s', 'credential_invalid']).toContain(await ask(`Bearer ${token}`));
    },
  );
});

/** What becomes of a token, be it in the hands of who has seen it or of who signs wrongly. */
const ATTACKS: [string, (token: string) => string][] = [
  ['no signature', (token) => token.replace(/[^.]*$/, '')],
  ['no algorithm', (token) => `${part({ alg: 'none' })}.${token.split('.')[1] ?? ''}.`],
  [
    'no algorithm in capitals',
    (token) => `${part({ alg: 'NONE', typ: 'JWT' })}.${token.split('.')[1] ?? ''}.`,
  ],
  ['another secret', (token) => forged(HEADER, partOf(token, 1), 'x'.repeat(32))],
  ['an empty secret', (token) => forged(HEADER, partOf(token, 1), '')],
  ['SHA-512', (token) => forged({ ...HEADER, alg: 'HS512' }, partOf(token, 1), SECRET, 'sha512')],
  ['SHA-512 that says it is 256', (token) => forged(HEADER, partOf(token, 1), SECRET, 'sha512')],
  ['an asymmetric algorithm', (token) => forged({ ...HEADER, alg: 'RS256' }, partOf(token, 1), SECRET)],
  [
    'a key of its own',
    (token) => forged({ ...HEADER, jwk: { kty: 'oct', k: part('k') } }, partOf(token, 1), 'k'),
  ],
  ['a place of keys', (token) => forged({ ...HEADER, jku: 'http://127.0.0.1:9/' }, partOf(token, 1), SECRET)],
  [
    'a place of certificates',
    (token) => forged({ ...HEADER, x5u: 'http://127.0.0.1:9/' }, partOf(token, 1), SECRET),
  ],
  ['a key that is a path', (token) => forged({ ...HEADER, kid: '/dev/null' }, partOf(token, 1), '')],
  ['a critical header', (token) => forged({ ...HEADER, crit: ['exp'] }, partOf(token, 1), SECRET)],
  [
    'a wider role',
    (token) => token.replace(/\.[^.]*\./, `.${part({ ...partOf(token, 1), role: 'admin' })}.`),
  ],
  [
    'a later end',
    (token) => token.replace(/\.[^.]*\./, `.${part({ ...partOf(token, 1), exp: 9_999_999_999 })}.`),
  ],
  ['a part more', (token) => `${token}.x`],
  ['its last character cut', (token) => token.slice(0, -1)],
  ['no end', (token) => forged(HEADER, { ...partOf(token, 1), exp: undefined }, SECRET)],
  ['no issuer', (token) => forged(HEADER, { ...partOf(token, 1), iss: undefined }, SECRET)],
  ['another issuer', (token) => forged(HEADER, { ...partOf(token, 1), iss: 'evil' }, SECRET)],
  ['another audience', (token) => forged(HEADER, { ...partOf(token, 1), aud: 'evil' }, SECRET)],
  [
    'our audience among others',
    (token) => forged(HEADER, { ...partOf(token, 1), aud: ['sallyport', 'x'] }, SECRET),
  ],
  ['no id', (token) => forged(HEADER, { ...partOf(token, 1), jti: undefined }, SECRET)],
  ['a role that is none', (token) => forged(HEADER, { ...partOf(token, 1), role: 'root' }, SECRET)],
];

describe.each(['access', 'browser'] as const)('a token to %s', (type) => {
  it.each(ATTACKS)('with %s lets nobody in', async (_, attack) => {
    expect(['credential_invalid', 'nobody’s']).toContain(await ask(`Bearer ${attack(tokens[type])}`));
  });

  it('that has run out is told so, unless it was never good', async () => {
    const past = identityOf(place.database, {}, new FixedClock(Date.now() - HOUR));
    const old = await tokensOf(past, { id: 'bbbbbbbbbbbb', username: 'alex' });
    expect(await ask(`Bearer ${old[type]}`)).toBe('credential_expired');
    expect(await ask(`Bearer ${forged(HEADER, partOf(old[type], 1), 'x'.repeat(32))}`)).toBe(
      'credential_invalid',
    );
  });

  it('of the SECRET_KEY before is good while that is set', async () => {
    const now = { SECRET_KEY: 'n'.repeat(32) };
    const bearer = `Bearer ${tokens[type]}`;
    const changing = identityOf(place.database, { ...now, SECRET_KEY_PREVIOUS: SECRET });
    expect(await ask(bearer, 'authorization', changing)).toBe(
      type === 'access' ? 'user_token' : 'browser_token',
    );
    expect(await ask(bearer, 'authorization', identityOf(place.database, now))).toBe('credential_invalid');
  });

  it('cannot be judged without the store', async () => {
    const gone = identityOf(await place.gone());
    expect(await ask(`Bearer ${tokens[type]}`, 'authorization', gone)).toBe('store_unavailable');
  });
});

it('a browser token needs a parent and an origin', async () => {
  for (const change of [{ parent: undefined }, { parent: 'key:x' }, { origin: undefined }, { origin: '*' }]) {
    const token = forged(HEADER, { ...partOf(tokens.browser, 1), ...change }, SECRET);
    expect(await ask(`Bearer ${token}`)).toBe('credential_invalid');
  }
});

it('a token that is right in all but its user is nobody’s', async () => {
  expect(await ask(`Bearer ${forged(HEADER, payloadOf({ sub: 'nobody' }), SECRET)}`)).toBe(
    'credential_invalid',
  );
});
