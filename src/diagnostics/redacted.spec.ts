import fc from 'fast-check';
import { BASE62, ERRORS } from '../kernel';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { redacted } from './redacted';

const LONGEST = 240;

const letters = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength, maxLength });
const BASE64URL = `${BASE62}-_`;

const key = letters(BASE62, 12, 12).chain((id) => letters(BASE62, 38, 49).map((rest) => `sp_${id}_${rest}`));
const providerKey = letters(BASE64URL, 20, 100).map((rest) => `sk-ant-api03-${rest}`);
const jwt = fc
  .tuple(letters(BASE64URL, 10, 60), letters(BASE64URL, 10, 200), letters(BASE64URL, 20, 86))
  .map(([header, payload, signature]) => `eyJ${header}.eyJ${payload}.${signature}`);
const random = letters(`${BASE62}+/`, 32, 88);
const secrets = fc.oneof(key, providerKey, jwt, random);

const [KEY, TOKEN] = ['sp_abcdefghijkl_0123456789', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'];
const RANDOM = 'q8Zr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0kX2mV1';

describe('the words of an error', () => {
  it.each<[string, string, string]>([
    ['a key', `Unknown key ${KEY}`, 'Unknown key [key]'],
    ['a key in quotes', `Unknown key "${KEY}".`, 'Unknown key "[key]".'],
    ['a key in backticks', `\`${KEY}\` is unknown`, '`[key]` is unknown'],
    ['a key behind a word', `parameters.my_${KEY}`, 'parameters.my_[key]'],
    ['a whole key inside of a word', `xsp_${'a1'.repeat(6)}_secret0 y`, 'x[key] y'],
    ['a key of AWS', `AKIA${'EXAMPLE1'.repeat(2)}`, '[key]'],
    ['a key with what has no width in it', `sp_abcdefgh\u200bijkl_0123`, '[key]'],
    ['long text behind a dot', `x.${RANDOM}`, 'x.[long text]'],
    ['a header as a parameter', 'bearer=abcdef', 'bearer [credential]'],
    ['a key in a path', `/api/keys/${KEY}/usage`, '/api/keys/[key]/usage'],
    ['a key in a query', `?key=${KEY}&x=1`, '?key=[key]&x=1'],
    ['a part of a key', 'Unknown key sp_ab', 'Unknown key [key]'],
    ['a key of the provider', `sk-ant-api03-${RANDOM}-x_y refused`, '[key] refused'],
    ['a key of another provider', 'sk-proj-abc refused', '[key] refused'],
    ['a token', `The token ${TOKEN} has run out`, 'The token [token] has run out'],
    ['a token without its signature', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', '[token]'],
    ['a head of a token', 'eyJhbGciOiJIUzI1NiJ9', '[token]'],
    ['a header', `authorization: Bearer ${TOKEN}`, 'authorization: Bearer [credential]'],
    ['a header in capitals', 'BEARER abc', 'BEARER [credential]'],
    ['a header with a key', `Bearer ${KEY}, please`, 'Bearer [credential] please'],
    ['a password of HTTP', 'Basic dTpw', 'Basic [credential]'],
    ['a store', 'postgres://me:secret@db:5432/x is away', '[address] is away'],
    ['a cache', 'connect rediss://:secret@10.0.0.1:6379', 'connect [address]'],
    ['a page', 'from https://example.com/?token=abc', 'from [address]'],
    ['a mailbox', 'no user me.too+x@example.com here', 'no user [address] here'],
    ['a mailbox of words', 'zoë@bücher.example', '[address]'],
    ['a password before a host', 'me:secret@db', '[address]'],
    ['text without sense', `is ${RANDOM} wrong`, 'is [long text] wrong'],
    ['digits without end', `${'4'.repeat(24)}!`, '[long text]!'],
    ['an id', '01234567-89ab-cdef-0123-456789abcdef', '[long text]'],
    ['base64', 'aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=', '[long text]'],
    ['text without sense after a dot', `v4.local.${RANDOM}`, 'v4.local.[long text]'],
    ['several', `${KEY} ${TOKEN} ${RANDOM}`, '[key] [token] [long text]'],
  ])('are without %s', (_, words, expected) => {
    expect(redacted(words)).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['a line break', 'one\ntwo', 'one two'],
    ['the line break of others', 'one\r\ntwo', 'one two'],
    ['a line separator', 'one\u2028two\u2029three', 'one two three'],
    ['the next line', 'one\u0085two', 'one two'],
    ['a colour of the terminal', '\u001b[31mred', ' [31mred'],
    ['nothing', 'one\u0000two', 'one two'],
    ['another direction', 'one\u202e two\u2066', 'one two'],
    ['what has no width', 'one\u200btwo\ufeff', 'onetwo'],
    ['half a character', 'one\ud83dtwo', 'one two'],
  ])('are without %s', (_, words, expected) => {
    expect(redacted(words)).toBe(expected);
  });

  it.each<[string, number]>([
    ['are whole up to 240', LONGEST],
    ['are cut after that', LONGEST + 1],
    ['are cut however long they are', 100_000],
  ])('%s (%i)', (_, length) => {
    const words = 'so '.repeat(Math.ceil(length / 3)).slice(0, length);
    const expected = length <= LONGEST ? words : `${words.slice(0, LONGEST - 1)}…`;
    expect(redacted(words)).toBe(expected);
  });

  it('are cut in no secret: what is left of one at the end is none', () => {
    for (let before = 900; before <= 960; before += 1) {
      // What is redacted before it makes room, so that the end of what is looked at is seen.
      const words = `${'x'.repeat(before)} ${RANDOM}`;
      expect(redacted(words)).not.toContain(RANDOM.slice(0, 8));
    }
  });
});

describe('whatever an error says', () => {
  const words = fc.oneof(fc.string(), fc.string({ unit: ANY_CHARACTER, maxLength: 600 }), fc.lorem());

  it('it is one line of at most 240 characters, and well-formed', () => {
    fc.assert(
      fc.property(
        words,
        fc.constantFrom('', '🙂', '\ud83d', '\n', '\u2028'),
        fc.nat(400),
        (text, mark, times) => {
          const told = redacted(`${text}${mark.repeat(times)}${text}`);
          expect(told.length).toBeLessThanOrEqual(LONGEST);
          expect(told).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          // PostgreSQL takes no half of a character.
          expect(told).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });

  it('it holds no key and no token, nor much of one', () => {
    const around = fc.oneof(
      fc.constantFrom(' ', '"', "'", '`', ',', ';', '(', '=', ':', '/', '\n', '\u2028', '🙂'),
      fc.lorem({ maxCount: 3 }).map((text) => ` ${text} `),
    );
    fc.assert(
      fc.property(around, secrets, around, secrets, around, (first, one, second, other, third) => {
        const told = redacted([first, one, second, other, third].join(''));
        for (const secret of [one, other]) {
          expect(told).not.toContain(secret);
          expect(told).not.toContain(secret.slice(-20));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('it stays as it is when it is said once more', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.lorem({ maxCount: 2 }), secrets), { maxLength: 4 }), (parts) => {
        const told = redacted(parts.join(' '));
        expect(redacted(told)).toBe(told);
      }),
    );
  });
});

describe('our own words', () => {
  const shortened = (words: string): string =>
    words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
  const ours = Object.entries(ERRORS).flatMap(([code, { title, remedy }]) => [
    [code, title],
    [code, remedy],
  ]);

  it.each(ours)('are readable: %s, %s', (_, words) => {
    expect(redacted(words)).toBe(shortened(words));
  });
});
