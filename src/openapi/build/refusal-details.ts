import type { ErrorCode, GatewayError } from '../../kernel';

interface Occurrence {
  readonly detail: string;
  readonly extras?: GatewayError['extras'];
}

const field = (name: string, rule: string, message: string): Occurrence => ({
  detail: `\`${name}\` ${message}`,
  extras: { fields: [name], violations: [{ field: name, rule, message }] },
});

const TYPES = ['mrr_analysis', 'churn_analysis', 'conversion_analysis', 'cohort_analysis'];
const PAUSE = { extras: { retry_after: 1 } };

/** What each refusal may say. */
export const REFUSAL_DETAILS: Readonly<Record<ErrorCode, Occurrence>> = {
  validation_failed: field('max_tokens', 'isInt', 'must be an integer number'),
  malformed_body: { detail: 'The body is not valid JSON at line 1, column 14' },
  malformed_request: { detail: 'The request has several Host headers' },
  credential_ambiguous: { detail: 'Two different credentials came; send one of them' },
  invalid_query_type: {
    detail: `There is no such query type; you may ask ${TYPES.join(', ')}`,
    extras: { allowed_types: TYPES },
  },
  credential_missing: { detail: 'Send an API key as `x-api-key: sp_…` or `Authorization: Bearer sp_…`' },
  credential_invalid: { detail: 'The credential is unknown, mistyped, revoked or expired' },
  credential_expired: { detail: 'The token has expired; refresh it or log in again' },
  signature_missing: { detail: 'This key signs its requests; send `Signature-Input` and `Signature`' },
  signature_invalid: { detail: 'The signature does not fit this request' },
  signature_expired: { detail: 'The signature is more than 300 seconds old or ahead; set the clock' },
  signature_replayed: { detail: 'The nonce of this signature has been used' },
  budget_exhausted: {
    detail:
      'The budget of this key, $50.00 a month, has too little left for this request, which can cost up to $0.02 ($0.01 left); it resets at 2026-12-01T00:00:00.000Z',
    extras: {
      budget: {
        scope: 'key',
        period: 'month',
        limit_usd: 50,
        spent_usd: 49.99,
        reserved_usd: 0,
        needed_usd: 0.02,
      },
      resets_at: '2026-12-01T00:00:00.000Z',
    },
  },
  ip_denied: { detail: "Access denied from IP 203.0.113.7: it is not in this gateway's networks" },
  origin_denied: { detail: 'This credential does not work from this origin' },
  role_denied: { detail: 'This route needs the role member or a wider one' },
  mode_denied: { detail: 'The mode viewer only reads; this route needs the mode full' },
  model_denied: { detail: 'This credential may ask claude-sonnet-5-5 only' },
  query_type_denied: {
    detail: 'This credential may not ask churn_analysis; you may ask mrr_analysis',
    extras: { allowed_types: ['mrr_analysis'] },
  },
  capability_denied: {
    detail: '`tools.0` needs the capability server_tools, which this key was not granted',
  },
  not_found: { detail: 'There is nothing under that id' },
  method_not_allowed: { detail: 'This path takes POST' },
  request_timeout: { detail: 'The request came too slowly; send it again' },
  already_exists: { detail: 'That user name is taken', extras: { fields: ['username'] } },
  idempotency_conflict: { detail: 'This `Idempotency-Key` came with another body before' },
  last_admin: { detail: 'This is the last administrator who can log in; make another first' },
  body_too_large: { detail: 'The body is over 1048576 bytes; send less' },
  unsupported_media_type: { detail: 'Send the header `content-type: application/json`' },
  expectation_failed: { detail: 'Leave the Expect header out, or send 100-continue' },
  rate_limited: { detail: 'Maximum 30 requests per 60 seconds', extras: { retry_after: 41 } },
  concurrency_limited: { detail: 'Maximum 8 requests at once; wait for one to end', ...PAUSE },
  headers_too_large: { detail: 'Send fewer or shorter headers' },
  internal_error: { detail: 'Something went wrong on our side; report the request_id' },
  upstream_error: { detail: 'The model provider answered with an error' },
  upstream_unavailable: { detail: 'The model provider is overloaded', extras: { retry_after: 30 } },
  upstream_timeout: { detail: 'The model provider did not finish in time' },
  shutting_down: { detail: 'This replica is ending; send the request again', ...PAUSE },
  overloaded: { detail: 'Too many requests wait; try again in a moment', ...PAUSE },
  store_unavailable: { detail: 'The database does not answer; try again in a moment', ...PAUSE },
};
