import type { CorsOptionsDelegate } from '@nestjs/common/interfaces/external/cors-options.interface';
import type { Request } from 'express';
import { GatewayError } from '../kernel';

/** Headers of ours that a page on another origin may read. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'request-id',
  'Retry-After',
  'x-should-retry',
  'RateLimit',
  'RateLimit-Policy',
  'Idempotent-Replayed',
  'X-Sallyport-Cost-Usd',
];
/** How long a browser may remember a preflight. */
const MAX_AGE_SECONDS = 600;

/** Nest's type forgets that there may be none. */
const NO_ERROR = null as unknown as Error;

/** Where the origins are listed whose pages may read answers. */
interface OriginList {
  include(origin: string): Promise<boolean>;
}

/**
 * CORS for listed origins, one at a time and without credentials of the browser's. A preflight from anywhere else is
 * refused; any other request goes on, and its answer is for nobody's page to read.
 */
export function corsFor(listed: OriginList): CorsOptionsDelegate<Request> {
  return (request, callback) => {
    const { origin } = request.headers;
    if (origin === undefined) {
      callback(NO_ERROR, { origin: false });
      return;
    }
    listed.include(origin).then(
      (isListed) => {
        if (isListed) {
          callback(NO_ERROR, {
            origin,
            exposedHeaders: EXPOSED_HEADERS,
            maxAge: MAX_AGE_SECONDS,
          });
        } else if (isPreflight(request)) {
          callback(refusal(), {});
        } else {
          // No origin is allowed, and caches learn that the answer depends on it.
          callback(NO_ERROR, { origin: [], preflightContinue: true });
        }
      },
      (error: unknown) => {
        callback(error as Error, {});
      },
    );
  };
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function refusal(): GatewayError {
  return new GatewayError('origin_denied', 'Pages of this origin may not use this gateway', {
    headers: { Vary: 'Origin' },
  });
}
