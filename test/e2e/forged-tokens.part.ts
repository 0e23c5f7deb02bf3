import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply } from '../support/ask';
import { TEST_SECRET, type TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import {
  base64url,
  createUser,
  elsewhere,
  forge,
  partOf,
  refresh,
  tokensOf,
  whoAmI,
  type Forgery,
  type TokenPair,
} from '../support/users';

describe('forged tokens', () => {
  type Claims = Readonly<Record<string, unknown>>;

  const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const JWK = RSA.publicKey.export({ format: 'jwk' });
  const PEM = RSA.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const rsa = (input: string): Buffer => sign('sha256', Buffer.from(input), RSA.privateKey);
  const hmac =
    (secret: string | Buffer, hash = 'sha256') =>
    (input: string): Buffer =>
      createHmac(hash, secret).update(input).digest();

  let gateway: TestGateway;
  let tokens: TokenPair;
  /** Where a token would like its key to be fetched from. */
  let listener: Server;
  let visits = 0;

  beforeAll(async () => {
    listener = createServer((_, response) => {
      visits += 1;
      response.end(JSON.stringify({ keys: [JWK] }));
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    gateway = await sharedGateway({ TRUST_PROXY: '1' });
    tokens = await tokensOf(gateway, await createUser(gateway));
  });

  afterAll(() => {
    listener.closeAllConnections();
    listener.close();
  });

  const away = (): string => `http://127.0.0.1:${String((listener.address() as AddressInfo).port)}/keys`;

  /** Another header, or another signature, for claims that are good. */
  const FORGERIES: Readonly<Record<string, () => Forgery>> = {
    'alg none, unsigned': () => ({ header: { alg: 'none' }, sign: () => Buffer.alloc(0) }),
    'alg None, unsigned': () => ({ header: { alg: 'None' }, sign: () => Buffer.alloc(0) }),
    'alg NONE, signed': () => ({ header: { alg: 'NONE' } }),
    'alg HS384': () => ({ header: { alg: 'HS384' } }),
    'alg HS512': () => ({ header: { alg: 'HS512' } }),
    'alg hs256': () => ({ header: { alg: 'hs256' } }),
    'alg HS256 with a blank': () => ({ header: { alg: 'HS256 ' } }),
    'no alg': () => ({ header: { alg: undefined } }),
    'alg null': () => ({ header: { alg: null } }),
    'a list of algs': () => ({ header: { alg: ['HS256'] } }),
    'alg RS256, signed so': () => ({ header: { alg: 'RS256' }, sign: rsa }),
    'alg RS256, with its key': () => ({ header: { alg: 'RS256', jwk: JWK }, sign: rsa }),
    'alg RS256, with the address of its key': () => ({ header: { alg: 'RS256', jku: away() }, sign: rsa }),
    'alg RS256, with the address of its certificate': () => ({
      header: { alg: 'RS256', x5u: away() },
      sign: rsa,
    }),
    'alg RS256, signed as HS256': () => ({ header: { alg: 'RS256' } }),
    'alg HS256, signed with a public key': () => ({ secret: PEM }),
    'a key of its own': () => ({ secret: 'mine', header: { jwk: { kty: 'oct', k: base64url('mine') } } }),
    'a jwk besides': () => ({ header: { jwk: JWK } }),
    'a jku besides': () => ({ header: { jku: away() } }),
    'an x5u besides': () => ({ header: { x5u: away() } }),
    'an x5c besides': () => ({ header: { x5c: ['MIIB'] } }),
    'an x5t besides': () => ({ header: { x5t: 'AAAA' } }),
    'a crit': () => ({ header: { crit: ['exp'], exp: 1 } }),
    'an empty crit': () => ({ header: { crit: [] } }),
    'b64 false': () => ({ header: { b64: false, crit: ['b64'] } }),
    'a zip': () => ({ header: { zip: 'DEF' } }),
    'a cty': () => ({ header: { cty: 'JWT' } }),
    'a member that nobody knows': () => ({ header: { colour: 'green' } }),
    __proto__: () => ({ header: '{"alg":"HS256","__proto__":{"kid":"x"}}' }),
    'another typ': () => ({ header: { typ: 'at+jwt' } }),
    'an unknown kid': () => ({ header: { kid: 'somebody-elses' } }),
    'an empty kid': () => ({ header: { kid: '' } }),
    'a kid that is a number': () => ({ header: { kid: 0 } }),
    'a kid that is null': () => ({ header: { kid: null } }),
    'a kid that is a path': () => ({ header: { kid: '../../../../dev/null' }, secret: '' }),
    'a kid that is SQL': () => ({ header: { kid: "x' union select 'mine" }, secret: 'mine' }),
    'a kid that is an address': () => ({ header: { kid: away() }, secret: 'mine' }),
    'a kid that is a property': () => ({ header: { kid: '__proto__' }, secret: 'undefined' }),
    'an empty secret': () => ({ secret: '' }),
    'another secret': () => ({ secret: `${TEST_SECRET}.` }),
    'the secret read as base64': () => ({ sign: hmac(Buffer.from(TEST_SECRET, 'base64')) }),
    'HS512 under the name of HS256': () => ({ sign: hmac(TEST_SECRET, 'sha512') }),
    'a header that is a list': () => ({ header: '["HS256"]' }),
    'a header that is null': () => ({ header: 'null' }),
    'a header that is no JSON': () => ({ header: '{"alg":"HS256"' }),
    'an empty header': () => ({ header: '' }),
  };

  /** Other parts for a token that is good. */
  const ALTERED: Readonly<Record<string, (header: string, claims: string, signature: string) => string>> = {
    'no signature': (h, c) => `${h}.${c}.`,
    'no signature and no dot': (h, c) => `${h}.${c}`,
    'half a signature': (h, c, s) => `${h}.${c}.${s.slice(0, 21)}`,
    'a signature cut by one': (h, c, s) => `${h}.${c}.${s.slice(0, -1)}`,
    'a signature with one more': (h, c, s) => `${h}.${c}.${s}A`,
    'a signature with other spare bits': (h, c, s) => `${h}.${c}.${spareBits(s)}`,
    'a padded signature': (h, c, s) => `${h}.${c}.${s}=`,
    'a signature in lower case': (h, c, s) => `${h}.${c}.${s.toLowerCase()}`,
    'a signature in hex': (h, c, s) => `${h}.${c}.${Buffer.from(s, 'base64url').toString('hex')}`,
    'a fourth part': (h, c, s) => `${h}.${c}.${s}.${s}`,
    'a dot at the end': (h, c, s) => `${h}.${c}.${s}.`,
    'a dot at the front': (h, c, s) => `.${h}.${c}.${s}`,
    'no header': (_, c, s) => `.${c}.${s}`,
    'no claims': (h, _, s) => `${h}..${s}`,
    'other claims': (h, c, s) => `${h}.${edited(c, { sub: 'admin' })}.${s}`,
    'a later end': (h, c, s) => `${h}.${edited(c, { exp: 9_999_999_999 })}.${s}`,
    'padded claims': (h, c, s) => `${h}.${c}=.${s}`,
    'another header': (h, c, s) => `${edited(h, { kid: undefined })}.${c}.${s}`,
    'header and claims changed places': (h, c, s) => `${c}.${h}.${s}`,
    'a percent sign': (h, c, s) => `${h}.${c}.${s}%0A`,
    'itself again': (h, c, s) => `${h}.${c}.${s},${h}.${c}.${s}`,
  };

  function spareBits(signature: string): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 32 bytes are 42 characters and two thirds: the last one's lowest two bits say nothing.
    return signature.slice(0, -1) + (alphabet[alphabet.indexOf(signature.slice(-1)) ^ 1] ?? '');
  }

  function edited(part: string, change: Claims): string {
    const old = JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
    return base64url(JSON.stringify({ ...old, ...change }));
  }

  /** The two places where a token counts. */
  const PLACES: Readonly<
    Record<string, { token: () => string; present: (token: string) => Promise<Reply<unknown>> }>
  > = {
    'an access token': {
      token: () => tokens.access_token,
      present: (token) => whoAmI(gateway, token),
    },
    'a refresh token': {
      token: () => tokens.refresh_token,
      present: (token) => refresh(gateway, token, elsewhere()),
    },
  };

  const INVALID = { status: 401, body: { code: 'credential_invalid', layer: 'identity' } };

  describe.each(Object.entries(PLACES))('%s with', (_place, { token, present }) => {
    afterEach(async () => {
      expect(visits).toBe(0);
      // Nothing that was refused has ended the log-in.
      expect((await whoAmI(gateway, tokens.access_token)).status).toBe(200);
    });

    it.each(Object.entries(FORGERIES))('%s is refused, and nobody is asked', async (_, forgery) => {
      expect(await present(forge(partOf(token(), 1), forgery()))).toMatchObject(INVALID);
    });

    it.each(Object.entries(ALTERED))('%s is refused', async (_, alter) => {
      const [header = '', claims = '', signature = ''] = token().split('.');
      expect(await present(alter(header, claims, signature))).toMatchObject(INVALID);
    });
  });

  it.each(['\n', '\r\n', ' ', '\t', '\0', '\u00a0'])(
    'a refresh token with %j at either end is refused',
    async (end) => {
      for (const token of [`${tokens.refresh_token}${end}`, `${end}${tokens.refresh_token}`])
        expect(await refresh(gateway, token, elsewhere())).toMatchObject(INVALID);
    },
  );
});
