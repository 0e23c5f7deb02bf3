import { isInnerList, parseDictionary, type InnerList } from 'structured-headers';
import { macMatches } from './mac';
import { signatureBase } from './signature-base';
import type { SignedMessage } from './signed-message';

/** RFC 9421 appendix B.2, `test-request`. */
const REQUEST: SignedMessage = {
  method: 'POST',
  target: '/foo?param=Value&Pet=dog',
  rawHeaders: [
    ...['Host', 'example.com'],
    ...['Date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
    ...['Content-Type', 'application/json'],
    ...[
      'Content-Digest',
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    ],
    ...['Content-Length', '18'],
  ],
  hasBody: true,
};

function input(text: string): InnerList {
  const member = parseDictionary(`sig=${text}`).get('sig');
  if (member === undefined || !isInnerList(member)) throw new Error('That is no inner list');
  return member;
}

const base = (text: string, change: Partial<SignedMessage> = {}): string | undefined =>
  signatureBase({ ...REQUEST, ...change }, input(text));

describe('the signature base of RFC 9421 appendix B.2.5', () => {
  const parameters = '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"';
  const expected = [
    '"date": Tue, 20 Apr 2021 02:07:55 GMT',
    '"@authority": example.com',
    '"content-type": application/json',
    `"@signature-params": ${parameters}`,
  ].join('\n');

  it('is written as there', () => {
    expect(base(parameters)).toBe(expected);
  });

  it('has the MAC of there', () => {
    const secret = Buffer.from(
      'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
      'base64',
    );
    const mac = Buffer.from('pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=', 'base64');
    expect(macMatches(secret, base(parameters) ?? '', mac)).toBe(true);
  });
});

describe('a signature base', () => {
  it('of nothing is only its parameters', () => {
    expect(base('();created=1')).toBe('"@signature-params": ();created=1');
  });

  it('is the same however its components are spaced', () => {
    expect(base('( "@method"   "@path" );  created=1')).toBe(base('("@method" "@path");created=1'));
  });

  it.each([
    ['/', '/', '?'],
    ['/api/query', '/api/query', '?'],
    ['/api/query?x=1', '/api/query', '?x=1'],
    ['/?a=b?c=d', '/', '?a=b?c=d'],
    ['/a/../b', '/a/../b', '?'],
    ['/a//b/./%2e%2E', '/a//b/./%2e%2E', '?'],
    ['/A%7Eb?%7e=~', '/A%7Eb', '?%7e=~'],
    ['/a\\b', '/a\\b', '?'],
    ["/a?x='%27+%20", '/a', "?x='%27+%20"],
  ])('has path and query of %s as they came', (target, path, query) => {
    expect(base('("@path" "@query" "@request-target")', { target })).toBe(
      `"@path": ${path}\n"@query": ${query}\n"@request-target": ${target}\n` +
        '"@signature-params": ("@path" "@query" "@request-target")',
    );
  });

  it.each([
    [''],
    ['?x=1'],
    ['*'],
    ['api/query'],
    ['http://example.com/api'],
    ['/api/query?'],
    ['/a\nb'],
    ['/é'],
  ])('has no path for %j', (target) => {
    expect(base('("@path")', { target })).toBeUndefined();
  });

  it('has the host in small letters as authority, and its method as it came', () => {
    const rawHeaders = ['HOST', 'Gateway.Example:8443'];
    expect(base('("@authority" "@method")', { rawHeaders, method: 'pOsT' })).toMatch(
      /^"@authority": gateway\.example:8443\n"@method": pOsT\n/,
    );
  });

  it('takes no value for a name', () => {
    expect(base('("date")', { rawHeaders: ['x-a', 'date', 'x-b', 'now'] })).toBeUndefined();
  });

  it('has empty headers', () => {
    expect(base('("x-empty")', { rawHeaders: ['X-Empty', ''] })).toMatch(/^"x-empty": \n/);
  });

  it.each([
    ['a component twice', '("@method" "@path" "@method")'],
    ['a header twice', '("date" "date")'],
    ['a header that is not there', '("x-none")'],
    ['a header in capital letters', '("Date")'],
    ['a derived component in capital letters', '("@METHOD")'],
    ['a token', '(date)'],
    ['a number', '(1)'],
    ['bytes', '(:AAAA:)'],
    ['a scheme', '("@scheme")'],
    ['a target URI', '("@target-uri")'],
    ['a query parameter', '("@query-param";name="Pet")'],
    ['a status', '("@status")'],
    ['its own parameters', '("@signature-params")'],
    ['what nobody knows', '("@made-up")'],
    ['no name', '("")'],
    ['a property of objects', '("constructor")'],
    ...['sf', 'bs', 'req', 'tr', 'key="a"', 'made-up'].flatMap((parameter) =>
      ['@method', 'date'].map((name) => [`"${name}" with ;${parameter}`, `("${name}";${parameter})`]),
    ),
  ])('cannot have %s', (_, text = '') => {
    expect(base(text)).toBeUndefined();
  });

  it.each([
    ['on two lines', ['X-A', 'one', 'x-a', 'two']],
    ['with a line break', ['x-a', 'one\n"@method": GET']],
    ['with bytes over ASCII', ['x-a', 'caf\u00e9']],
    ['with a no-break space', ['x-a', 'one\u00a0']],
  ])('cannot have a header %s', (_, rawHeaders) => {
    expect(base('("x-a")', { rawHeaders })).toBeUndefined();
  });
});
