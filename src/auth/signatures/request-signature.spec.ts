import { signedHeaders, type Signing } from '../../../test/support/sign';
import type { ErrorCode } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { KEY, messageOf, NOW, SECONDS, signing } from './request-signature.fixture';
import { verifySignature, type SignedMessage } from './request-signature';

const verify = (message: SignedMessage, now = NOW): ReturnType<typeof verifySignature> =>
  verifySignature(message, KEY, now);

const codeOf = async (message: SignedMessage, now = NOW): Promise<ErrorCode> =>
  (await refusalOf(() => verify(message, now))).code;

const without = (name: string, headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name));

/** A right signature with one header written otherwise. */
function rewritten(
  name: string,
  rewrite: (value: string) => string,
  change: Partial<Signing> = {},
): SignedMessage {
  const signed = signedHeaders(signing(change));
  return messageOf(signing(change), { ...signed, [name]: rewrite(signed[name] ?? '') });
}

describe('a good signature', () => {
  it('leaves its nonce and the digest that it covers', () => {
    const message = messageOf(signing({ nonce: 'n-1' }));
    expect(verify(message)).toEqual({
      nonce: 'n-1',
      contentDigest: message.rawHeaders[message.rawHeaders.indexOf('content-digest') + 1],
    });
  });

  it('needs no digest where there is no body', () => {
    const bare = signing({ method: 'GET', nonce: 'n-2', body: undefined });
    expect(verify(messageOf(bare))).toEqual({ nonce: 'n-2', contentDigest: undefined });
  });

  it.each<[string, Partial<Signing>]>([
    ['an alg', { parameters: { alg: 'hmac-sha256' } }],
    ['a tag', { parameters: { tag: 'my app' } }],
    ['an expiry to come', { parameters: { expires: SECONDS + 1 } }],
    ['a nonce of 256 characters', { nonce: '~'.repeat(256) }],
    ['further headers', { headers: { 'content-type': 'application/json', 'idempotency-key': 'k' } }],
    ['its components in another order', { components: ['content-digest', '@query', '@path', '@method'] }],
    ['any label', { label: '*proxy.1-x_' }],
    ['a query', { url: '/api/query?a=1&a=2&b=%20' }],
    ['a `created` of 300 seconds ago', { created: SECONDS - 300 }],
    ['a `created` 300 seconds ahead', { created: SECONDS + 300 }],
  ])('may have %s', (_, change) => {
    expect(() => verify(messageOf(signing(change)))).not.toThrow();
  });

  it('is found beside those of others', () => {
    const mine = signedHeaders(signing());
    const other = { input: '("@authority");created=1;keyid="proxy";made-up=1', mac: ':AAAA:' };
    const message = messageOf(signing(), {
      ...mine,
      'signature-input': `before=${other.input}, ${mine['signature-input'] ?? ''},after=${other.input}`,
      signature: `after=${other.mac}, ${mine['signature'] ?? ''}, unheard=:AAAA:`,
    });
    expect(() => verify(message)).not.toThrow();
  });
});

describe('a signature is missing', () => {
  it.each([
    ['without its headers', []],
    ['with a digest alone', ['content-digest', 'sha-256=:AAAA:']],
  ])('%s', async (_, rawHeaders) => {
    expect(await codeOf({ method: 'POST', target: '/', rawHeaders, hasBody: true })).toBe(
      'signature_missing',
    );
  });
});

describe('a signature is invalid', () => {
  const bare = signing({ body: undefined });
  const withHeader = signing({ headers: { 'x-a': '1' } });
  const signed = signedHeaders(signing());
  const others = signedHeaders(signing({ keyId: 'other', label: 'other' }));
  const twice = (name: string): SignedMessage => {
    const message = messageOf(signing());
    return { ...message, rawHeaders: [...message.rawHeaders, name.toUpperCase(), signed[name] ?? ''] };
  };

  it.each<[string, SignedMessage]>([
    ['without Signature', messageOf(signing(), { 'signature-input': signed['signature-input'] ?? '' })],
    ['without Signature-Input', messageOf(signing(), { signature: signed['signature'] ?? '' })],
    ['with both empty', messageOf(signing(), { 'signature-input': '', signature: '' })],
    ['made with another secret', messageOf(signing({ secret: 'another' }))],
    ['made with no secret', messageOf(signing({ secret: '' }))],
    ['of another key', messageOf(signing({ keyId: 'other' }))],
    ['without a keyid', messageOf(signing({ parameters: { keyid: undefined } }))],
    ['without created', messageOf(signing({ parameters: { created: undefined } }))],
    ['without a nonce', messageOf(signing({ parameters: { nonce: undefined } }))],
    ['with an empty nonce', messageOf(signing({ nonce: '' }))],
    ['with a nonce of 257 characters', messageOf(signing({ nonce: 'n'.repeat(257) }))],
    ['with a space in its nonce', messageOf(signing({ nonce: 'a b' }))],
    ['with a number as its nonce', messageOf(signing({ parameters: { nonce: 1 } }))],
    ['with a text as created', messageOf(signing({ parameters: { created: String(SECONDS) } }))],
    ['with a fraction as created', messageOf(signing({ created: SECONDS + 0.5 }))],
    ['with a text as expires', messageOf(signing({ parameters: { expires: 'never' } }))],
    ['with another alg', messageOf(signing({ parameters: { alg: 'hmac-sha512' } }))],
    ['with a number as its tag', messageOf(signing({ parameters: { tag: 1 } }))],
    ['with a parameter that nobody knows', messageOf(signing({ parameters: { 'made-up': 'x' } }))],
    ['without @method', messageOf(signing({ components: ['@path', '@query', 'content-digest'] }))],
    ['without @path', messageOf(signing({ components: ['@method', '@query', 'content-digest'] }))],
    ['without @query', messageOf(signing({ components: ['@method', '@path', 'content-digest'] }))],
    ['without content-digest', messageOf(signing({ components: ['@method', '@path', '@query'] }))],
    ['that covers nothing', messageOf(signing({ components: [] }))],
    [
      'that covers a header twice',
      messageOf(signing({ components: ['@method', '@path', '@query', 'content-digest', '@path'] })),
    ],
    ['that covers what is not there', messageOf(withHeader, without('x-a', signedHeaders(withHeader)))],
    [
      'with a digest that it does not cover',
      messageOf(bare, { ...signedHeaders(bare), 'content-digest': 'sha-256=:AAAA:' }),
    ],
    ['with a body and no digest', { ...messageOf(bare), hasBody: true }],
    ['on two lines of Signature-Input', twice('signature-input')],
    ['on two lines of Signature', twice('signature')],
    ['with two lines of Content-Digest', twice('content-digest')],
    [
      'with a decimal for created',
      rewritten('signature-input', (value) => value.replace(/(created=\d+)/, '$1.0')),
    ],
    [
      'with half a MAC',
      rewritten('signature', (value) =>
        value.replace(
          /:(.*):/,
          (_all, mac: string) => `:${Buffer.from(mac, 'base64').subarray(0, 16).toString('base64')}:`,
        ),
      ),
    ],
    ['with an empty MAC', rewritten('signature', () => 'sig=::')],
    ['with a text as its MAC', rewritten('signature', (value) => value.replaceAll(':', '"'))],
    ['with a number as its MAC', rewritten('signature', () => 'sig=999999999999999')],
    ['with parameters on its MAC', rewritten('signature', (value) => `${value};a=1`)],
    ['with a list of MACs', rewritten('signature', (value) => value.replace(/:.*:/, '($&)'))],
    ['under another label', rewritten('signature', (value) => value.replace('sig=', 'sag='))],
    [
      'beside a second one of this key',
      messageOf(signing(), {
        ...signed,
        'signature-input': `${signed['signature-input'] ?? ''}, two=();keyid="${KEY.id}"`,
      }),
    ],
    [
      'beside an item of this key',
      messageOf(signing(), {
        ...signed,
        'signature-input': `${signed['signature-input'] ?? ''}, two=1;keyid="${KEY.id}"`,
      }),
    ],
    [
      'that is no list',
      rewritten('signature-input', () => `sig=1;created=${String(SECONDS)};nonce="n";keyid="${KEY.id}"`),
    ],
    ['beside that of another only', messageOf(signing(), { ...others })],
    ['beside junk', rewritten('signature-input', (value) => `${value}, $`)],
  ])('%s', async (_name, message) => {
    expect(await codeOf(message)).toBe('signature_invalid');
  });

  it('in one and the same sentence', async () => {
    const wrongs = [
      messageOf(signing({ secret: 'another' })),
      messageOf(signing({ keyId: 'other' })),
      rewritten('signature', () => 'junk'),
    ];
    const sentences = await Promise.all(
      wrongs.map(async (wrong) => (await refusalOf(() => verify(wrong))).message),
    );
    expect(new Set(sentences).size).toBe(1);
  });
});

describe('a signature is expired', () => {
  it.each<[string, Partial<Signing>, number]>([
    ['300 seconds and a millisecond after it was made', { created: SECONDS }, NOW + 300_001],
    ['300 seconds and a millisecond before', { created: SECONDS }, NOW - 300_001],
    ['when it says so', { parameters: { expires: SECONDS } }, NOW],
    ['when it says so though just made', { parameters: { expires: SECONDS - 1 } }, NOW],
    ['made before 1970', { created: -1 }, NOW],
    ['made in the last year that can be written', { created: 999_999_999_999_999 }, NOW],
  ])('%s', async (_, change, now) => {
    expect(await codeOf(messageOf(signing(change)), now)).toBe('signature_expired');
  });

  it('only if its MAC is right', async () => {
    const old = signing({ created: SECONDS - 10_000, secret: 'another' });
    expect(await codeOf(messageOf(old))).toBe('signature_invalid');
  });
});
