import type { GatewayError } from '../kernel';

/** Claude's error types by HTTP status (platform.claude.com/docs/en/api/errors, 2026-11-21; `ErrorType` of the SDK 1.11). */
const TYPE_BY_STATUS: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

/** Waiting does not change these; without the word clients would ask for minutes (CLIENTS.md). */
const FINAL: ReadonlySet<number> = new Set([401, 402, 403]);

/** Whether a request target is of Claude's own API, where errors have Claude's shape. */
export function isNative(target: string | undefined): boolean {
  return target !== undefined && /^\/v1(?:[/?]|$)/.test(target);
}

/** The status on `/v1`, CONTRACT section 3: a provider that is away is a 529 there. */
export function nativeStatusOf(error: GatewayError): number {
  return error.nativeStatus ?? (error.code === 'upstream_unavailable' ? 529 : error.status);
}

/** A refusal in Claude's shape; what a problem document says besides stands in `details`. */
export function claudeErrorOf(error: GatewayError, requestId: string): Record<string, unknown> {
  const status = nativeStatusOf(error);
  const details = { error_code: error.code, layer: error.layer, ...error.extras, title: undefined };
  return {
    type: 'error',
    error: {
      type: TYPE_BY_STATUS.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error'),
      message: error.message,
      details,
    },
    request_id: requestId,
  };
}

/** Headers that clients of Claude's API look at. */
export function claudeErrorHeaders(error: GatewayError): readonly string[] {
  return FINAL.has(nativeStatusOf(error)) ? ['x-should-retry', 'false'] : [];
}
