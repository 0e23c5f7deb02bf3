import { createHmac } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import fc from 'fast-check';
import { BASE62 } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { SecretKeys } from '../../secrets';
import { TokenKeys } from './token-keys';
import { tokenRefusal, Tokens, type NewToken } from './tokens';
import { forged, part, partOf, payloadOf } from './tokens.fixture';

const [OLD, NEW] = ['öld'.repeat(20), 'néw'.repeat(20)];
const HOUR = 3_600_000;

const tokensOf = (secret = NEW, previous?: string, clock = new FixedClock(Date.now())): Tokens =>
  new Tokens(new JwtService(), new TokenKeys(SecretKeys.of(secret, previous)), clock);
const tokens = tokensOf();

const REFRESH: NewToken = {
  sub: 'chris',
  role: 'member',
  mode: 'full',
  typ: 'refresh',
  sid: 'sid-1',
  lifetimeSeconds: 600,
};
const HEADER = { alg: 'HS256', typ: 'JWT' };

const read = async (token: string, by = tokens): Promise<string> =>
  by.readRefresh(token).then(
    () => 'read',
    (error: unknown) => (error as { code: string }).code,
  );

describe('a token that is issued', () => {
  it('says what every token says, in whole seconds, and what it was given', () => {
    const clock = new FixedClock(1_789_000_000_999);
    const token = tokensOf(NEW, undefined, clock).issue({ ...REFRESH, jti: 'jti-1' });
    expect(partOf(token, 1)).toEqual({
      sub: 'chris',
      role: 'member',
      mode: 'full',
      typ: 'refresh',
      sid: 'sid-1',
      jti: 'jti-1',
      iss: 'sallyport',
      aud: 'sallyport',
      iat: 1_789_000_000,
      exp: 1_789_000_600,
    });
  });

  it('is signed with HMAC-SHA256 under the UTF-8 bytes of SECRET_KEY, and names the key', () => {
    const [header = '', payload = '', signature] = tokens.issue(REFRESH).split('.');
    const expected = createHmac('sha256', Buffer.from(NEW, 'utf8')).update(`${header}.${payload}`);
    expect(signature).toBe(expected.digest('base64url'));
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      alg: 'HS256',
      typ: 'JWT',
      kid: new TokenKeys(SecretKeys.of(NEW)).signing.kid,
    });
  });

  it('has an id of its own', () => {
    const ids = Array.from({ length: 100 }, () => partOf(tokens.issue(REFRESH), 1)['jti'] as string);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(new RegExp(`^[${BASE62}]{22}$`));
  });

  it('says when it was issued, never ahead, and when it ends', () => {
    const payload = partOf(tokensOf(NEW, undefined, new FixedClock(1_789_000_000_900)).issue(REFRESH), 1);
    expect([payload['iat'], payload['exp']]).toEqual([1_789_000_000, 1_789_000_600]);
    expect(payload).not.toHaveProperty('lifetimeSeconds');
  });

  it('is always signed with the present key', async () => {
    const token = tokensOf(NEW, OLD).issue(REFRESH);
    expect(await read(token, tokensOf(NEW))).toBe('read');
    expect(await read(token, tokensOf(OLD))).toBe('credential_invalid');
  });
});

describe('a refresh token', () => {
  it('is read as it was issued', async () => {
    expect(await tokens.readRefresh(tokens.issue({ ...REFRESH, jti: 'jti-1' }))).toMatchObject({
      sub: 'chris',
      jti: 'jti-1',
      sid: 'sid-1',
      typ: 'refresh',
    });
  });

  it.each<[string, unknown, unknown]>([
    ['an access token', HEADER, payloadOf()],
    ['a browser token', HEADER, payloadOf({ typ: 'browser' })],
    ['of no log-in', HEADER, payloadOf({ typ: 'refresh', sid: undefined })],
    ['of no type', HEADER, payloadOf({ typ: undefined })],
    ['of another issuer', HEADER, payloadOf({ typ: 'refresh', iss: 'other' })],
    ['of no issuer', HEADER, payloadOf({ typ: 'refresh', iss: undefined })],
    ['for others', HEADER, payloadOf({ typ: 'refresh', aud: 'other' })],
    ['for us and others', HEADER, payloadOf({ typ: 'refresh', aud: ['sallyport', 'other'] })],
    ['without an end', HEADER, payloadOf({ typ: 'refresh', exp: undefined })],
    ['with an end that is a text', HEADER, payloadOf({ typ: 'refresh', exp: '9999999999' })],
    ['not good yet', HEADER, payloadOf({ typ: 'refresh', nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['of another algorithm', { ...HEADER, alg: 'HS512' }, payloadOf({ typ: 'refresh' })],
    ['with a key of its own', { ...HEADER, jwk: {} }, payloadOf({ typ: 'refresh' })],
    ['of no claims', HEADER, 'null'],
    ['of a text', HEADER, '"refresh"'],
    ['of no JSON', HEADER, 'refresh'],
  ])('is none when it is %s, whoever signed it', async (_, header, payload) => {
    expect(await read(forged(header, payload, NEW))).toBe('credential_invalid');
  });

  it('needs no more than our signature', async () => {
    expect(await read(forged(HEADER, payloadOf({ typ: 'refresh' }), NEW))).toBe('read');
  });

  it.each<[string, (token: string) => string]>([
    ['unsigned', (token) => token.replace(/[^.]*$/, '')],
    ['of no algorithm', (token) => `${part({ alg: 'none' })}.${token.split('.')[1] ?? ''}.`],
    [
      'of no algorithm, with a signature',
      (token) => token.replace(/^[^.]*/, part({ alg: 'none', typ: 'JWT' })),
    ],
    ['without its last part', (token) => token.split('.').slice(0, 2).join('.')],
    ['with a part more', (token) => `${token}.x`],
    ['twice', (token) => `${token}.${token}`],
    ['with a line break', (token) => `${token}\n`],
    ['with a space in front', (token) => ` ${token}`],
    ['padded', (token) => `${token}=`],
    ['empty', () => ''],
    ['dots', () => '..'],
    ['very long', (token) => `${token}${'A'.repeat(100_000)}`],
  ])('is none when it is %s', async (_, change) => {
    expect(await read(change(tokens.issue(REFRESH)))).toBe('credential_invalid');
  });

  it('is none with any one character altered, or cut anywhere', async () => {
    const token = tokens.issue(REFRESH);
    const character = fc.constantFrom(...BASE62.split(''), '-', '_', '.', '=', ' ', 'é');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: token.length - 1 }), character, async (at, other) => {
        fc.pre(token[at] !== other);
        expect(await read(token.slice(0, at) + other + token.slice(at + 1))).toBe('credential_invalid');
        expect(await read(token.slice(0, at))).toBe('credential_invalid');
      }),
      { numRuns: 300 },
    );
  });

  it('that has run out is told so, and only when it was good once', async () => {
    const past = new FixedClock(Date.now() - HOUR);
    const token = tokensOf(NEW, undefined, past).issue(REFRESH);
    expect(await read(token)).toBe('credential_expired');
    expect(await read(tokensOf(OLD, undefined, past).issue(REFRESH))).toBe('credential_invalid');
    expect(await read(`${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`)).toBe(
      'credential_invalid',
    );
  });
});

describe('while SECRET_KEY changes', () => {
  const withKid = tokensOf(OLD).issue(REFRESH);
  const withoutKid = forged(HEADER, payloadOf({ typ: 'refresh' }), OLD);

  it.each([
    ['that names its key', withKid],
    ['that does not', withoutKid],
  ])('a token of the previous one %s is good, and no longer afterwards', async (_, token) => {
    expect(await read(token, tokensOf(NEW, OLD))).toBe('read');
    expect(await read(token, tokensOf(NEW))).toBe('credential_invalid');
  });

  it('a token of the present one is good, whether or not it names it', async () => {
    const changing = tokensOf(NEW, OLD);
    expect(await read(changing.issue(REFRESH), changing)).toBe('read');
    expect(await read(forged(HEADER, payloadOf({ typ: 'refresh' }), NEW), changing)).toBe('read');
  });

  it('a token that names one key and is signed with the other is none', async () => {
    const [kid, oldKid] = [
      new TokenKeys(SecretKeys.of(NEW)).signing.kid,
      new TokenKeys(SecretKeys.of(OLD)).signing.kid,
    ];
    const payload = payloadOf({ typ: 'refresh' });
    expect(await read(forged({ ...HEADER, kid: oldKid }, payload, NEW), tokensOf(NEW, OLD))).toBe(
      'credential_invalid',
    );
    expect(await read(forged({ ...HEADER, kid }, payload, OLD), tokensOf(NEW, OLD))).toBe(
      'credential_invalid',
    );
  });

  it('a token of neither is none', async () => {
    expect(await read(forged(HEADER, payloadOf({ typ: 'refresh' }), 'x'), tokensOf(NEW, OLD))).toBe(
      'credential_invalid',
    );
  });

  it('a token of the present one that has run out is told so, whether or not it names it', async () => {
    const { kid } = new TokenKeys(SecretKeys.of(NEW)).signing;
    for (const header of [HEADER, { ...HEADER, kid }]) {
      const expired = forged(header, payloadOf({ typ: 'refresh', iat: 5, exp: 10 }), NEW);
      expect(await read(expired, tokensOf(NEW, OLD))).toBe('credential_expired');
    }
  });

  it.each([withKid, withoutKid])('a token of the previous one that has run out is told so', async (token) => {
    const expired = forged(partOf(token, 0), { ...partOf(token, 1), iat: 5, exp: 10 }, OLD);
    expect(await read(expired, tokensOf(NEW, OLD))).toBe('credential_expired');
  });
});

it.each([
  [Object.assign(new Error('x'), { name: 'TokenExpiredError' }), 'credential_expired'],
  [Object.assign(new Error('x'), { name: 'JsonWebTokenError' }), 'credential_invalid'],
  [new Error('canary42'), 'credential_invalid'],
  [undefined, 'credential_invalid'],
  ['TokenExpiredError', 'credential_invalid'],
])('what a verification says (%p) is refused as %s, without its words', async (reason, code) => {
  const refusal = await refusalOf(() => {
    throw tokenRefusal(reason);
  });
  expect(refusal.code).toBe(code);
  expect(refusal.message).not.toContain('canary42');
});
