import type { ErrorKind } from './error-kind';
import { IDENTITY_ERRORS } from './identity-errors';

/** Every way the gateway can refuse. docs/errors.md is written from this table, and a test holds them together. */
export const ERRORS = {
  ...IDENTITY_ERRORS,
  validation_failed: {
    status: 400,
    layer: 'validation',
    title: 'Validation failed',
    remedy:
      'A field is missing, unknown or out of range. `fields` names each one and `violations` says what it should be; the title is "Missing required fields" when one is absent.',
  },
  invalid_query_type: {
    status: 400,
    layer: 'analytics',
    title: 'Invalid query type',
    remedy:
      'There is no query of that type. `allowed_types` names those that you may ask; `GET /api/analytics-query/types` tells what each takes.',
  },
  malformed_body: {
    status: 400,
    layer: 'ingress',
    title: 'Malformed body',
    remedy: 'The body is not JSON in UTF-8, or is cut short. Check the quoting of the JSON you send.',
  },
  malformed_request: {
    status: 400,
    layer: 'ingress',
    title: 'Malformed request',
    remedy:
      'The HTTP itself is broken or could be read in two ways (two `Host` headers, conflicting lengths, no version). The connection is closed; use an ordinary HTTP/1.1 client.',
  },
  budget_exhausted: {
    status: 402,
    layer: 'budget',
    title: 'Budget exhausted',
    remedy:
      'A budget has too little left for what the request can cost at most, or the requests of a token are made. `budget` says whose it is and how full, `resets_at` when it begins anew (null: never; ask for fewer tokens, have it raised, or mint another token).',
  },
  not_found: {
    status: 404,
    layer: 'ingress',
    title: 'Not found',
    remedy:
      'No such path, or nothing of yours under that id. Paths are matched exactly, by letter case and final slash.',
  },
  method_not_allowed: {
    status: 405,
    layer: 'ingress',
    title: 'Method not allowed',
    remedy: 'The path exists, the method does not. The `Allow` header lists those that do.',
  },
  request_timeout: {
    status: 408,
    layer: 'ingress',
    title: 'Request timeout',
    remedy: 'Headers or body came too slowly, and the connection is closed. Send the request again.',
  },
  already_exists: {
    status: 409,
    layer: 'validation',
    title: 'Already exists',
    remedy: 'The name is taken. Choose another, or change the one that is there.',
  },
  idempotency_conflict: {
    status: 409,
    layer: 'ingress',
    title: 'Idempotency conflict',
    remedy:
      'This `Idempotency-Key` came within the last 24 hours with another body. Use a new key for a new request.',
  },
  body_too_large: {
    status: 413,
    layer: 'ingress',
    title: 'Body too large',
    remedy: 'The body is over the limit that `detail` names (`MAX_BODY_BYTES`). Send less.',
  },
  unsupported_media_type: {
    status: 415,
    layer: 'ingress',
    title: 'Unsupported media type',
    remedy:
      'Send `content-type: application/json` (log-ins also take forms), in UTF-8, without `content-encoding`.',
  },
  expectation_failed: {
    status: 417,
    layer: 'ingress',
    title: 'Expectation failed',
    remedy: 'Only `Expect: 100-continue` is understood. Leave the header out.',
  },
  rate_limited: {
    status: 429,
    layer: 'throttling',
    title: 'Rate limit exceeded',
    remedy:
      'The quota of this key or address is used up. Wait `retry_after` seconds, which `Retry-After` repeats.',
  },
  concurrency_limited: {
    status: 429,
    layer: 'throttling',
    title: 'Too many requests at once',
    remedy: 'As many requests of this key are under way as it may have. Wait for one to end.',
  },
  headers_too_large: {
    status: 431,
    layer: 'ingress',
    title: 'Headers too large',
    remedy: 'The request line and headers are over 16 KB together. Send fewer or shorter headers.',
  },
  internal_error: {
    status: 500,
    layer: 'gateway',
    title: 'Internal error',
    remedy: 'A fault of the gateway. Report it with the `request_id`; the log has the cause under that id.',
  },
  upstream_error: {
    status: 502,
    layer: 'upstream',
    title: 'Upstream error',
    remedy:
      'The model provider answered with an error or broke off. Try again later; if it stays, tell the operator.',
  },
  upstream_unavailable: {
    status: 503,
    layer: 'upstream',
    title: 'Upstream unavailable',
    remedy:
      'The model provider is overloaded, limits us, or has failed so often that it is left alone for a while. Wait `retry_after` seconds. On `/v1` it is a 529 or 429, as Claude sends them.',
  },
  upstream_timeout: {
    status: 504,
    layer: 'upstream',
    title: 'Upstream timeout',
    remedy:
      'The model provider did not finish within `UPSTREAM_TIMEOUT_MS`. Ask for fewer tokens, or stream the answer.',
  },
  shutting_down: {
    status: 503,
    layer: 'gateway',
    title: 'Shutting down',
    remedy:
      'This replica is ending and takes no new work. Send the request again; another replica answers it.',
  },
  overloaded: {
    status: 503,
    layer: 'gateway',
    title: 'Overloaded',
    remedy: 'More work is waiting than this gateway takes on. Wait `retry_after` seconds.',
  },
  store_unavailable: {
    status: 503,
    layer: 'gateway',
    title: 'Store unavailable',
    remedy:
      'A store does not answer, so nothing can be identified or accounted for. Wait `retry_after` seconds.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;
