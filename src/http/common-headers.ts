import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { RateLimitState, RequestContext } from './request-context';

const setHelmetHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
});

/** Helmet's headers, asked for once: they are the same for every answer, and asking per request costs a fifth. */
export const SECURITY_HEADERS: readonly (readonly [string, string])[] = (() => {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  setHelmetHeaders(request, response, () => undefined);
  return Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)] as const);
})();

const FLAT_SECURITY_HEADERS: readonly string[] = SECURITY_HEADERS.flat();

/** The headers that every answer carries, as one flat list of names and values. */
export function commonHeaders(context: RequestContext | undefined): string[] {
  const headers = FLAT_SECURITY_HEADERS.slice();
  if (context === undefined) return headers;
  headers.push('x-request-id', context.id);
  if (context.rateLimit !== undefined) addRateLimit(headers, context.rateLimit);
  return headers;
}

/** The older `X-RateLimit-*` names, and `RateLimit` with `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-10. */
function addRateLimit(headers: string[], state: RateLimitState): void {
  const limit = String(state.maxRequests);
  const remaining = String(state.maxRequests - state.used);
  const reset = String(state.resetsInSeconds);
  headers.push('X-RateLimit-Limit', limit, 'X-RateLimit-Remaining', remaining, 'X-RateLimit-Reset', reset);
  headers.push('RateLimit-Policy', `"default";q=${limit};w=${String(state.windowSeconds)}`);
  headers.push('RateLimit', `"default";r=${remaining};t=${reset}`);
}
