/** Claude's error types by HTTP status (platform.claude.com/docs/en/api/errors, and `ErrorType` of the SDK 1.11.0). */
const TYPE_BY_STATUS: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

/** The `error.type` of a status; one without a type of its own is the client's fault under 500 and ours from there. */
export function errorTypeOf(status: number): string {
  return TYPE_BY_STATUS.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error');
}

/** A refusal in Claude's words: thrown by checks, written by the router. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export function invalidRequest(message: string): ApiError {
  return new ApiError(400, message);
}

/** `{type: "error", error: {type, message}, request_id}`, the body of every refusal and of a stream's `error` event. */
export function errorBody(type: string, message: string, requestId: string): string {
  return JSON.stringify({ type: 'error', error: { type, message }, request_id: requestId });
}
