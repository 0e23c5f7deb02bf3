/** The defence that refused. */
export type Layer =
  'ingress' | 'network' | 'identity' | 'access' | 'throttling' | 'validation' | 'upstream' | 'gateway';

interface ErrorKind {
  readonly status: number;
  readonly layer: Layer;
  /** RFC 9457 `title`: the same for every occurrence. */
  readonly title: string;
  /** When it happens and what the caller can do; the text of docs/errors.md. */
  readonly remedy: string;
}

/** Every way the gateway can refuse. docs/errors.md is written from this table, and a test holds them together. */
export const ERRORS = {
  validation_failed: {
    status: 400,
    layer: 'validation',
    title: 'Validation failed',
    remedy:
      'A field is missing, unknown or out of range. `fields` names each one and `violations` says what it should be; the title is "Missing required fields" when one is absent.',
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
  credential_ambiguous: {
    status: 400,
    layer: 'identity',
    title: 'Ambiguous credentials',
    remedy:
      'Two different credentials came with one request. Send one: `x-api-key` or `Authorization: Bearer`.',
  },
  credential_missing: {
    status: 401,
    layer: 'identity',
    title: 'Credential missing',
    remedy: 'Send an API key as `x-api-key: sp_…` or `Authorization: Bearer sp_…`.',
  },
  credential_invalid: {
    status: 401,
    layer: 'identity',
    title: 'Credential invalid',
    remedy:
      'The credential is unknown, mistyped, revoked or expired; the answer is the same for all of them. Check it for a cut or a typing error, or ask an administrator for a new one.',
  },
  ip_denied: {
    status: 403,
    layer: 'network',
    title: 'Access denied from IP',
    remedy: 'The client address is not in `TRUSTED_IPS`, or not in the `allowed_ips` of this key.',
  },
  role_denied: {
    status: 403,
    layer: 'access',
    title: 'Role not sufficient',
    remedy:
      'The role of this credential does not include this route. Ask for a key with the role that `detail` names.',
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
    remedy: 'Send `content-type: application/json`, in UTF-8, without `content-encoding`.',
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
    remedy: 'The model provider is overloaded or limits us. Wait `retry_after` seconds.',
  },
  upstream_timeout: {
    status: 504,
    layer: 'upstream',
    title: 'Upstream timeout',
    remedy:
      'The model provider did not finish within `UPSTREAM_TIMEOUT_MS`. Ask for fewer tokens, or stream the answer.',
  },
  store_unavailable: {
    status: 503,
    layer: 'gateway',
    title: 'Store unavailable',
    remedy:
      'The database does not answer, so nothing can be identified or accounted for. Wait `retry_after` seconds.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;
