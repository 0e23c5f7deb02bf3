import fc from 'fast-check';
import { commonHeaders, SECURITY_HEADERS } from './common-headers';
import { RequestContext } from './request-context';

/** The flat list by lower-case name. */
function named(headers: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (let at = 0; at < headers.length; at += 2)
    pairs.set((headers[at] ?? '').toLowerCase(), headers[at + 1] ?? '');
  return pairs;
}

const contextOf = (rateLimit?: RequestContext['rateLimit']): RequestContext =>
  Object.assign(new RequestContext('req_1', 0, '127.0.0.1', []), { rateLimit });

describe('the headers of every answer', () => {
  it.each([
    ['content-security-policy', "default-src 'none';frame-ancestors 'none'"],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
  ])('include %s: %s, even when nothing of the request is known', (name, value) => {
    expect(named(commonHeaders(undefined)).get(name)).toBe(value);
    expect(named(commonHeaders(contextOf())).get(name)).toBe(value);
  });

  it('do not say what runs here', () => {
    expect(named(commonHeaders(contextOf())).has('x-powered-by')).toBe(false);
  });

  it('include the id, and nothing of limits where none was counted', () => {
    const headers = named(commonHeaders(contextOf()));
    expect(headers.get('x-request-id')).toBe('req_1');
    expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
    expect(named(commonHeaders(undefined)).has('x-request-id')).toBe(false);
  });

  it('tell where the caller stands, in both dialects alike', () => {
    const state = fc.record({
      maxRequests: fc.integer({ min: 1, max: 1e9 }),
      windowSeconds: fc.integer({ min: 1, max: 86_400 }),
      reset: fc.integer({ min: 1, max: 86_400 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(state, ({ maxRequests, windowSeconds, reset, share }) => {
        const used = Math.floor(maxRequests * share);
        const headers = named(
          commonHeaders(
            contextOf({ maxRequests, windowSeconds, used, exceeded: false, resetsInSeconds: reset }),
          ),
        );
        const remaining = String(maxRequests - used);
        expect(headers.get('x-ratelimit-limit')).toBe(String(maxRequests));
        expect(headers.get('x-ratelimit-remaining')).toBe(remaining);
        expect(headers.get('x-ratelimit-reset')).toBe(String(reset));
        expect(headers.get('ratelimit')).toBe(`"default";r=${remaining};t=${String(reset)}`);
        expect(headers.get('ratelimit-policy')).toBe(
          `"default";q=${String(maxRequests)};w=${String(windowSeconds)}`,
        );
      }),
    );
  });

  it('are a list of one’s own: adding to it changes no other answer', () => {
    commonHeaders(undefined).push('x-mine', '1');
    expect(commonHeaders(undefined)).toEqual(SECURITY_HEADERS.flat());
  });
});
