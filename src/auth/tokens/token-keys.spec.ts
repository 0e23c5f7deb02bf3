import fc from 'fast-check';
import { SecretKeys } from '../../secrets';
import { claimedType, TokenKeys } from './token-keys';
import { forged, part, payloadOf } from './tokens.fixture';

const [OLD, NEW] = ['old'.repeat(20), 'new'.repeat(20)];
const now = new TokenKeys(SecretKeys.of(NEW));
const changing = new TokenKeys(SecretKeys.of(NEW, OLD));
const KID = now.signing.kid;
const OLD_KID = new TokenKeys(SecretKeys.of(OLD)).signing.kid;

const headed = (header: unknown): string => `${part(header)}.${part(payloadOf())}.sig`;
const OURS = { alg: 'HS256', typ: 'JWT' };

describe('the key that signs', () => {
  it('is SECRET_KEY, also while keys change', () => {
    expect([now.signing.secret, changing.signing.secret]).toEqual([NEW, NEW]);
  });

  it('has a name that stays, differs by key and tells nothing of it', () => {
    expect(KID).toMatch(/^[\w-]{16}$/);
    expect(changing.signing.kid).toBe(KID);
    fc.assert(
      fc.property(fc.string({ minLength: 32 }), (secret) => {
        const { kid } = new TokenKeys(SecretKeys.of(secret)).signing;
        expect(kid).not.toBe(KID);
        expect(secret).not.toContain(kid);
        expect(Buffer.from(secret).toString('base64url')).not.toContain(kid);
      }),
    );
  });
});

describe('the keys that may have signed a token', () => {
  it.each<[string, unknown, readonly string[], readonly string[]]>([
    ['names ours', { ...OURS, kid: KID }, [NEW], [NEW]],
    ['names the one before', { ...OURS, kid: OLD_KID }, [], [OLD]],
    ['names none', OURS, [NEW], [NEW, OLD]],
    ['says as little as can be', { alg: 'HS256' }, [NEW], [NEW, OLD]],
  ])('are told by a header that %s', (_, header, alone, whileChanging) => {
    expect(now.candidates(headed(header))).toEqual(alone);
    expect(changing.candidates(headed(header))).toEqual(whileChanging);
  });

  it.each<[string, unknown]>([
    ...[
      'none',
      'None',
      'NONE',
      'hs256',
      'HS384',
      'HS512',
      'RS256',
      'ES256',
      'PS256',
      'EdDSA',
      '',
      null,
      0,
      true,
    ].map((alg) => [`the algorithm ${JSON.stringify(alg)}`, { ...OURS, alg }] as [string, unknown]),
    ['several algorithms', { ...OURS, alg: ['HS256'] }],
    ['no algorithm', { typ: 'JWT' }],
    ['another type', { ...OURS, typ: 'at+jwt' }],
    ['the type in small letters', { ...OURS, typ: 'jwt' }],
    ['the type null', { ...OURS, typ: null }],
    ...[
      'other',
      '',
      KID.toLowerCase() + 'x',
      `${KID} `,
      '../../../dev/null',
      "' or 1=1 --",
      '__proto__',
      NEW,
    ].map((kid) => [`the key ${JSON.stringify(kid)}`, { ...OURS, kid }] as [string, unknown]),
    ['a key that is a number', { ...OURS, kid: 0 }],
    ['a key that is null', { ...OURS, kid: null }],
    ['a list of keys', { ...OURS, kid: [KID] }],
    ['a key of its own', { ...OURS, jwk: { kty: 'oct', k: part('k') } }],
    ['a place of keys', { ...OURS, jku: 'http://127.0.0.1:9/keys' }],
    ['a place of certificates', { ...OURS, x5u: 'http://127.0.0.1:9/cert' }],
    ['certificates', { ...OURS, x5c: ['MIIB'] }],
    ['a certificate’s print', { ...OURS, x5t: 'abc' }],
    ['something critical', { ...OURS, crit: ['exp'], exp: 1 }],
    ['nothing critical', { ...OURS, crit: [] }],
    ['a payload that is not encoded', { ...OURS, b64: false, crit: ['b64'] }],
    ['compression', { ...OURS, zip: 'DEF' }],
    ['encryption', { ...OURS, enc: 'A256GCM' }],
    ['another content', { ...OURS, cty: 'JWT' }],
    ['a prototype', '{"alg":"HS256","__proto__":{}}'],
    ['a list', [OURS]],
    ['a text', '"HS256"'],
    ['null', 'null'],
    ['no JSON', 'HS256'],
    ['nothing', ''],
  ])('are none for a header with %s', (_, header) => {
    expect(now.candidates(headed(header))).toEqual([]);
    expect(changing.candidates(headed(header))).toEqual([]);
  });

  it.each(['', '.', '..', 'sp_abc', '%%%.a.b'])('are none for %j', (token) => {
    expect(changing.candidates(token)).toEqual([]);
  });
});

describe('what a token says it is', () => {
  it.each(['access', 'refresh', 'browser', 'other', 5, null])('is %j', (typ) => {
    expect(claimedType(forged(OURS, payloadOf({ typ }), NEW))).toBe(typ);
  });

  it.each([
    ['an API key', 'sp_000000000000_000000'],
    ['nothing', ''],
    ['two parts', `${part(OURS)}.${part(payloadOf())}`],
    ['four parts', `${part(OURS)}.${part(payloadOf())}.a.b`],
    ['no JSON', `${part(OURS)}.${part('x')}.a`],
    ['null', `${part(OURS)}.${part('null')}.a`],
    ['a text', `${part(OURS)}.${part('"access"')}.a`],
    ['no type', `${part(OURS)}.${part({})}.a`],
  ])('is nothing of %s', (_, token) => {
    expect(claimedType(token)).toBeUndefined();
  });

  it('is asked of any text without a throw', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json().map(part))), (parts) => {
        claimedType(parts.join('.'));
        changing.candidates(parts.join('.'));
      }),
    );
  });
});
