import fc from 'fast-check';
import { isOrigin, isOriginRule, originCovers, originFits } from './origin';

/** What a browser would send for none of its pages. */
const NO_ORIGINS = [
  '',
  'null',
  '*',
  'https://',
  'example.com',
  '//example.com',
  'https:example.com',
  'https:/example.com',
  'https:///example.com',
  'https:\\\\example.com',
  'https://example.com/',
  'https://example.com/path',
  'https://example.com?',
  'https://example.com#',
  ' https://example.com',
  'https://example.com ',
  'https://example.com\n',
  'https://exam\tple.com',
  'https://Example.com',
  'HTTPS://example.com',
  'https://example.com:443',
  'http://example.com:80',
  'https://example.com:',
  'https://example.com:08443',
  'https://example.com:99999',
  'https://user@example.com',
  'https://user:pass@example.com',
  'https://@example.com',
  'https://bücher.example',
  'https://%65xample.com',
  'http://127.1',
  'http://2130706433',
  'http://0x7f.0.0.1',
  'http://[::ffff:1.2.3.4]',
  'https://a.example.com, https://b.example.com',
  'https://a.example.com https://b.example.com',
  'ftp://example.com',
  'wss://example.com',
  'file://',
  'blob:https://example.com/1',
  'chrome-extension://abcdef',
];

describe('an origin', () => {
  it.each([
    'https://example.com',
    'https://app.example.com:8443',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
    'https://xn--bcher-kva.example',
    'https://a-b_c.example.com',
  ])('is one as a browser sends it: %s', (text) => {
    expect(isOrigin(text)).toBe(true);
    expect(isOriginRule(text)).toBe(true);
    expect(originFits(text, text)).toBe(true);
  });

  it.each(NO_ORIGINS)('is not %j', (text) => {
    expect(isOrigin(text)).toBe(false);
    expect(isOriginRule(text)).toBe(false);
  });

  it.each(['https://*.example.com', 'https://a*.example.com', 'https://*'])(
    'is one page’s, so never the pattern %s',
    (text) => {
      expect(isOrigin(text)).toBe(false);
    },
  );

  it('is the origin of any page', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http', 'https'] }), (url) => isOrigin(new URL(url).origin)),
    );
  });
});

describe('a rule for origins', () => {
  it.each([
    'https://*.example.com',
    'http://*.example.com:8080',
    'https://*.a.b.example.co.uk',
    'https://*.xn--bcher-kva.example',
    'https://*.example.c0m',
  ])('may stand for the sub-domains of a domain: %s', (rule) => {
    expect(isOriginRule(rule)).toBe(true);
  });

  it.each([
    ['a whole top-level domain', 'https://*.com'],
    ['a host without a domain', 'https://*.localhost'],
    ['everything', 'https://*'],
    ['every scheme', '*://example.com'],
    ['every scheme and sub-domain', '*://*.example.com'],
    ['every port', 'https://*.example.com:*'],
    ['a part of a label', 'https://a*.example.com'],
    ['the end of a label', 'https://*a.example.com'],
    ['labels in the middle', 'https://a.*.example.com'],
    ['labels on the right', 'https://*.example.*'],
    ['labels twice', 'https://*.*.example.com'],
    ['a label with a star in it', 'https://*.a*b.example.com'],
    ['two stars', 'https://**.example.com'],
    ['a neighbour’s address', 'https://*.127.0.0.1'],
    ['a neighbour’s address and port', 'https://*.10.0.0.1:8080'],
    ['a short address', 'https://*.0x7f.1'],
    ['an IPv6 address', 'https://*.[::1]'],
    ['no scheme', '*.example.com'],
    ['a path', 'https://*.example.com/'],
    ['capitals', 'https://*.Example.com'],
    ['the port that goes without saying', 'https://*.example.com:443'],
    ['an empty label', 'https://*..example.com'],
    ['nothing', 'https://*.'],
    ['the root of all names', 'https://*.example.com.'],
    ['userinfo', 'https://*.user@example.com'],
    ['another scheme', 'ftp://*.example.com'],
  ])('does not stand for %s: %s', (_, rule) => {
    expect(isOriginRule(rule)).toBe(false);
  });
});

describe('an exact rule', () => {
  const RULE = 'https://app.example.com';

  it.each([
    ...NO_ORIGINS,
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com:443',
    'https://app.example.com/',
    'https://app.example.com.',
    'https://App.example.com',
    'https://example.com',
    'https://evilapp.example.com',
    'https://x.app.example.com',
    'https://app.example.com.evil.test',
    'https://app.example.comevil.test',
    'https://app-example.com',
    'https://appxexample.com',
    'https://app.example.com@evil.test',
    'https://evil.test/https://app.example.com',
    'https://evil.test#https://app.example.com',
  ])('fits itself and not %j', (origin) => {
    expect(originFits(origin, RULE)).toBe(false);
  });
});

describe('a wildcard', () => {
  it.each([
    ['https://a.example.com', 'https://*.example.com'],
    ['https://a.b.c.example.com', 'https://*.example.com'],
    ['https://a-b.example.com', 'https://*.example.com'],
    ['https://xn--bcher-kva.example.com', 'https://*.example.com'],
    ['https://_a.example.com', 'https://*.example.com'],
    ['http://a.example.com:8080', 'http://*.example.com:8080'],
  ])('fits a real sub-domain: %s by %s', (origin, rule) => {
    expect(originFits(origin, rule)).toBe(true);
  });

  it.each([
    ...NO_ORIGINS,
    'https://example.com',
    'https://.example.com',
    'https://..example.com',
    'https://a..example.com',
    'https://-a.example.com',
    'https://a-.example.com',
    'https://evilexample.com',
    'https://a.evilexample.com',
    'https://example.com.evil.test',
    'https://a.example.com.evil.test',
    'https://a.example.com.',
    'https://evil.test/.example.com',
    'https://evil.test?.example.com',
    'https://evil.test#.example.com',
    'https://evil.test\\.example.com',
    'https://evil.test:80.example.com',
    'https://user@a.example.com',
    'https://evil.test@a.example.com',
    'https://evil.test, https://a.example.com',
    'https://evil.test https://a.example.com',
    'https://*.example.com',
    'https://A.example.com',
    'https://é.example.com',
    'https://a\n.example.com',
    'http://a.example.com',
    'https://a.example.com:8443',
    'https://a.example.com:443',
    'https://a.example.org',
  ])('of https://*.example.com does not fit %j', (origin) => {
    expect(originFits(origin, 'https://*.example.com')).toBe(false);
  });

  it('answers at once, however long the origin is', () => {
    for (const long of ['a'.repeat(16_000), 'a.'.repeat(8000), 'a-'.repeat(8000), '-'.repeat(16_000)]) {
      expect(originFits(`https://${long}!.example.com`, 'https://*.example.com')).toBe(false);
    }
  });
});

/** Parts that differ little, and one label that an implementation may use for itself. */
const label = fc.constantFrom('a', 'b', 'any', 'example', 'com');
const scheme = fc.constantFrom('https', 'http');
const port = fc.constantFrom('', ':8443');
const labels = (minLength: number): fc.Arbitrary<string> =>
  fc.array(label, { minLength, maxLength: 4 }).map((parts) => parts.join('.'));
const origin = fc.tuple(scheme, labels(1), port).map(([s, host, p]) => `${s}://${host}${p}`);
const wildcard = fc.tuple(scheme, labels(2), port).map(([s, host, p]) => `${s}://*.${host}${p}`);
const rule = fc.oneof(origin, wildcard);

/** An origin taken apart, label by label: what `originFits` must come to without taking it apart. */
function fitsByLabels(one: string, byRule: string): boolean {
  const parts = (text: string): [string, string[], string] => {
    const [, s = '', host = '', p = ''] = /^(\w+):\/\/([^:]+)(:\d+)?$/.exec(text) ?? [];
    return [s, host.split('.'), p];
  };
  const [[s, host, p], [ruleScheme, ruleHost, rulePort]] = [parts(one), parts(byRule)];
  if (s !== ruleScheme || p !== rulePort) return false;
  if (ruleHost[0] !== '*') return host.join('.') === ruleHost.join('.');
  const end = ruleHost.slice(1);
  return host.length > end.length && host.slice(-end.length).join('.') === end.join('.');
}

describe('any rule', () => {
  it('fits the origins that its labels say, and no others', () => {
    fc.assert(
      fc.property(origin, rule, (one, byRule) => {
        fc.pre(isOriginRule(byRule));
        expect(originFits(one, byRule)).toBe(fitsByLabels(one, byRule));
      }),
      { numRuns: 1000 },
    );
  });

  it('covers another exactly when each origin that fits the other fits it', () => {
    const heads = ['any.', 'any.any.', 'other.', 'a.other.'];
    fc.assert(
      fc.property(rule, rule, (wide, narrow) => {
        fc.pre(isOriginRule(wide) && isOriginRule(narrow));
        const named = narrow.includes('*') ? heads.map((head) => narrow.replace('*.', head)) : [narrow];
        expect(originCovers(wide, narrow)).toBe(named.every((one) => originFits(one, wide)));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['https://*.example.com', 'https://*.example.com', true],
    ['https://*.example.com', 'https://a.example.com', true],
    ['https://*.example.com', 'https://*.a.example.com', true],
    ['https://*.a.example.com', 'https://*.example.com', false],
    ['https://*.example.com', 'https://example.com', false],
    ['https://*.example.com', 'http://*.example.com', false],
    ['https://*.example.com', 'https://*.example.com:8443', false],
    ['https://*.example.com', 'https://*.evilexample.com', false],
    ['https://a.example.com', 'https://*.example.com', false],
    ['https://any.example.com', 'https://*.example.com', false],
    ['https://*.example.com', '*', false],
  ])('%s over %s: %s', (wide, narrow, expected) => {
    expect(originCovers(wide, narrow)).toBe(expected);
  });
});
