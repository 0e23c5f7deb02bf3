import fc from 'fast-check';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { Redactor } from './redactor';

const SECRET = 'a test fixture: "quoted" \\ & tést/+=?\n2nd line';
const PLAIN = 'fixture-0123456789';
const KEY = 'sp_abcdefghijkl_0123456789';

function knowing(...secrets: readonly string[]): Redactor {
  const redactor = new Redactor();
  redactor.learn(...secrets);
  return redactor;
}

const line = (record: unknown): string => `${JSON.stringify(record)}\n`;
const told = (redactor: Redactor, record: unknown): unknown => JSON.parse(redactor.line(line(record)));

describe('a record', () => {
  it.each<[string, unknown]>([
    [
      'of a request',
      { level: 30, route: '/api/query', client: '127.0.0.1', code: null, ms: 2, msg: 'request' },
    ],
    [
      'that speaks of credentials',
      { msg: 'Send an API key as `x-api-key: sp_…` or `Authorization: Bearer sp_…`' },
    ],
    ['with an address', { msg: 'sallyport 0.1.0 listens on http://127.0.0.1:5001' }],
    ['with odd characters', { msg: 'tést\u0000\u001b[31m\u2028', big: 12345678901 }],
  ])('%s stays as it is', (_, record) => {
    expect(told(knowing(SECRET, PLAIN), record)).toEqual(record);
  });

  it.each<[string, string, string]>([
    ['as it is', SECRET, '[secret]'],
    ['within other words', `<${PLAIN}>`, '<[secret]>'],
    ['twice', `${PLAIN}${PLAIN}`, '[secret][secret]'],
    ['as JSON', JSON.stringify({ is: SECRET }), '{"is":"[secret]"}'],
    ['as JSON in JSON', JSON.stringify(JSON.stringify({ is: SECRET })), '"{\\"is\\":\\"[secret]\\"}"'],
    ['in a URL', `?is=${encodeURIComponent(SECRET)}&x`, '?is=[secret]&x'],
    ['in a form', new URLSearchParams({ is: SECRET }).toString(), 'is=[secret]'],
    [
      'in a URL with small letters',
      encodeURIComponent(SECRET).replace(/%../g, (x) => x.toLowerCase()),
      '[secret]',
    ],
    ['in base64', Buffer.from(PLAIN).toString('base64'), '[secret]'],
    ['in base64 with more', Buffer.from(`${PLAIN}!!!`).toString('base64'), '[secret]ISEh'],
    ['in hex', Buffer.from(PLAIN).toString('hex'), '[secret]'],
  ])('holds no secret that is known, %s', (_, text, expected) => {
    expect(told(knowing(SECRET, PLAIN), { a: [{ text }], [text]: 1 })).toEqual({
      a: [{ text: expected }],
      [expected]: 1,
    });
  });

  it.each<[string, string, string]>([
    ['a key', `Unknown key ${KEY}`, 'Unknown key [key]'],
    ['a signing secret', 'sps_abcdefghijklmnop', '[key]'],
    ['a key of the provider', 'sk-ant-api03-x-y', '[key]'],
    ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '[token]'],
    ['a token behind an escape', String.raw`\neyJhbGci.eyJz.c2ln`, String.raw`\n[token]`],
    ['a token behind another escape', String.raw`\u000aeyJhbGci.eyJz.c2ln`, String.raw`\u000a[token]`],
    ['a key in a URL', '?x%3Dsk-ant-x&y', '?x%3D[key]&y'],
    ['a header', '"authorization": Bearer abc', '"authorization": Bearer [credential]'],
    ['a header in quotes', 'Bearer "abc', 'Bearer [credential]'],
    ['a header over two lines', 'basic\n abc', 'basic [credential]'],
    ['a password in an address', 'postgres://me:pass@db:5432/x', 'postgres://[credential]@db:5432/x'],
    ['a password with quotes in an address', 'redis://:pa"ss@db', 'redis://[credential]@db'],
  ])('holds nothing that looks like %s, and stays JSON', (_, text, expected) => {
    expect(told(new Redactor(), { text, 'Bearer ': ' ' })).toEqual({ text: expected, 'Bearer ': ' ' });
  });

  it('holds no known secret, wherever it stands, and nothing else is lost', () => {
    const secrets = fc
      .string({ unit: ANY_CHARACTER, minLength: 8, maxLength: 40 })
      .filter((text) => text.trim().length >= 8);
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const said = told(knowing(secret), {
          n: 1,
          text: `${before}${secret}${after}`,
          deep: [[{ secret }]],
        });
        expect(said).toMatchObject({ n: 1, deep: [[{ secret: expect.any(String) }]] });
        expect(JSON.stringify(said)).not.toContain(secret.trim());
      }),
      { numRuns: 300 },
    );
  });
});

it('secrets that are learned later count as well, and former ones still do', () => {
  const redactor = knowing(PLAIN);
  redactor.learn(`${PLAIN}-next`, undefined, '');
  expect(redactor.text(`${PLAIN}-next, ${PLAIN}`)).toBe('[secret], [secret]');
});

it('words that are no secret worth the name are left: a record could not be read without them', () => {
  expect(knowing('request', ' ').text('request')).toBe('request');
});

it('what is no JSON is redacted as text', () => {
  expect(knowing(PLAIN).line(`{broken ${PLAIN}\n`)).toBe('{broken [secret]\n');
});
