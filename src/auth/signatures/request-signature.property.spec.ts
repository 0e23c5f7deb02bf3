import fc from 'fast-check';
import type { Signing } from '../../../test/support/sign';
import { GatewayError } from '../../kernel';
import { ANY_CHARACTER } from '../../kernel/characters.fixture';
import { KEY, messageOf, NOW, signing } from './request-signature.fixture';
import { verifySignature, type SignedMessage } from './request-signature';

const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
const written = (unit: fc.Arbitrary<string>, minLength = 0): fc.Arbitrary<string> =>
  fc.string({ unit, minLength, maxLength: 12 });
const inPath = visible.filter((character) => character !== '?');
const inString = visible.filter((character) => character !== '"' && character !== '\\');

const honest: fc.Arbitrary<Signing> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
    path: written(inPath),
    query: fc.option(written(visible, 1), { nil: undefined }),
    nonce: written(inString, 1),
    value: written(visible, 1),
    body: fc.string(),
  })
  .map(({ method, path, query, nonce, value, body }) =>
    signing({
      method,
      url: `/${path}${query === undefined ? '' : `?${query}`}`,
      nonce,
      headers: { 'x-covered': value },
      body,
    }),
  );

/** One character put in, taken out or replaced. */
const edit = fc
  .record({ at: fc.nat(), taken: fc.constantFrom(0, 1), put: fc.option(visible, { nil: '' }) })
  .map(({ at, taken, put }) => (text: string) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + put + text.slice(start + taken);
  });

/** Everything of a request that the signature protects, and the signature itself. */
const PLACES = ['method', 'target', 'x-covered', 'content-digest', 'signature-input', 'signature'] as const;

function edited(
  message: SignedMessage,
  place: (typeof PLACES)[number],
  change: (text: string) => string,
): SignedMessage {
  if (place === 'method' || place === 'target') return { ...message, [place]: change(message[place]) };
  const rawHeaders = message.rawHeaders.map((text, at) =>
    message.rawHeaders[at - 1] === place ? change(text) : text,
  );
  return { ...message, rawHeaders };
}

const unspaced = (message: SignedMessage): string => JSON.stringify(message).replaceAll(' ', '');

function codeOf(message: SignedMessage): string {
  try {
    verifySignature(message, KEY, NOW);
    return 'verified';
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

describe('a signature', () => {
  it('verifies as it was made', () => {
    fc.assert(
      fc.property(honest, (signed) => {
        expect(codeOf(messageOf(signed))).toBe('verified');
      }),
    );
  });

  it.each(PLACES)('does not stand one character changed in the %s', (place) => {
    fc.assert(
      fc.property(honest, edit, (signed, change) => {
        const message = messageOf(signed);
        const other = edited(message, place, change);
        fc.pre(unspaced(other) !== unspaced(message));
        expect(codeOf(other)).toBe('signature_invalid');
      }),
      { numRuns: 1000 },
    );
  });

  it('fits no other request of the same key', () => {
    fc.assert(
      fc.property(honest, honest, (one, two) => {
        fc.pre(
          JSON.stringify([one.method, one.url, one.body]) !== JSON.stringify([two.method, two.url, two.body]),
        );
        const [first, second] = [messageOf(one), messageOf(two)];
        const digest = second.rawHeaders[second.rawHeaders.indexOf('content-digest') + 1] ?? '';
        const crossed = edited(
          { ...first, method: second.method, target: second.target },
          'content-digest',
          () => digest,
        );
        expect(codeOf(crossed)).toBe('signature_invalid');
      }),
    );
  });
});

describe('junk', () => {
  const noise = fc.oneof(
    fc.string(),
    fc.string({ unit: ANY_CHARACTER }),
    fc.string({
      unit: fc.constantFrom(
        'sig',
        '=',
        '(',
        ')',
        '"',
        '"@method"',
        ' ',
        ';',
        ',',
        ':',
        'AAAA',
        'keyid',
        'created',
        '1',
        '?0',
        '@',
        '%"',
        `"${KEY.id}"`,
      ),
      maxLength: 40,
    }),
    fc
      .string()
      .map((text) => `sig=("@method" "@path" "@query");created=1;nonce="n";keyid="${KEY.id}"${text}`),
    fc.string().map((text) => `sig=:${text}:`),
  );
  const header = fc.tuple(fc.constantFrom('signature-input', 'Signature', 'content-digest', 'host'), noise);

  it('in the headers is missing or invalid, and never anything else', () => {
    fc.assert(
      fc.property(fc.array(header, { maxLength: 6 }), noise, fc.boolean(), (headers, target, hasBody) => {
        const rawHeaders = headers.flat();
        const hasSignature = headers.some(([name]) => name === 'signature-input' || name === 'Signature');
        expect(codeOf({ method: 'GET', target, rawHeaders, hasBody })).toBe(
          hasSignature ? 'signature_invalid' : 'signature_missing',
        );
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['16 KB of one letter', 'a'.repeat(16_384)],
    ['16 KB of spaces', `a=1${' '.repeat(16_384)}x`],
    ['16 KB of brackets', 'a='.padEnd(16_384, '(')],
    ['16 KB of members', 'a=1,'.repeat(4096)],
    ['16 KB of components', `sig=(${'"@method" '.repeat(1600)});keyid="${KEY.id}"`],
  ])('of %s is refused at once', (_, value) => {
    const started = performance.now();
    const rawHeaders = ['Signature-Input', value, 'Signature', value];
    expect(codeOf({ method: 'GET', target: '/', rawHeaders, hasBody: false })).toBe('signature_invalid');
    expect(performance.now() - started).toBeLessThan(500);
  });
});
