import type { ErrorCode, Layer, Problem, Violation } from './types.js';

/** What an error is made from. */
export interface ErrorFacts {
  /** The HTTP status; undefined where there was no answer. */
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  /** Of the answer's headers, where no problem document says it. */
  readonly requestId?: string | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  readonly shouldRetry?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * Why a call failed. Each code of the gateway has a subclass; the gateway's own table (docs/errors.md) says what to do.
 * A code that this version does not know, and an answer of something in between, come as this class itself.
 */
export class SallyportError extends Error {
  /** The HTTP status; undefined where there was no answer. */
  readonly status: number | undefined;
  /** The defence that refused; undefined where the gateway did not. */
  readonly layer: Layer | undefined;
  /** Quote it in reports. */
  readonly requestId: string | undefined;
  /** Seconds after which to try again, where the gateway says so. */
  readonly retryAfter: number | undefined;
  /** What the header `x-should-retry` says: `false` where waiting does not help. */
  readonly shouldRetry: boolean | undefined;
  /** The fields that are wrong. */
  readonly fields: readonly string[];
  /** What each of them should be. */
  readonly violations: readonly Violation[];
  /** The whole refusal (RFC 9457); undefined where the gateway did not refuse. */
  readonly problem: Problem | undefined;

  constructor(
    message: string,
    /** Stable: what programs should look at. */
    readonly code: ErrorCode | (string & {}),
    { status, problem, requestId, retryAfter, shouldRetry, cause }: ErrorFacts = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = nameOf(code);
    this.status = status;
    this.problem = problem;
    this.layer = problem?.layer;
    this.requestId = problem?.request_id ?? requestId;
    this.retryAfter = retryAfter ?? problem?.retry_after;
    this.shouldRetry = shouldRetry;
    this.fields = problem?.fields ?? [];
    this.violations = problem?.violations ?? [];
  }
}

/** The class of a code: `rate_limited` has RateLimitedError, `internal_error` InternalError. Bundlers rename classes. */
export function nameOf(code: string): string {
  const words = code
    .replace(/_error$/, '')
    .replace(/(?:^|_)([a-z])/g, (_, first: string) => first.toUpperCase());
  return `${words === 'Unknown' ? 'Sallyport' : words}Error`;
}

/** The gateway could not be reached, the connection broke, or what came back is no answer of a gateway. */
export class ConnectionError extends SallyportError {
  constructor(message: string, cause?: unknown) {
    super(message, 'connection_error', { cause });
  }
}

/** The call took longer than its `timeout`. */
export class TimeoutError extends SallyportError {
  constructor(milliseconds: number) {
    super(`There was no answer within ${String(milliseconds)} ms`, 'timeout');
  }
}

/** The call's signal was fired, or its stream was left; `cause` is the reason of the signal. */
export class AbortedError extends SallyportError {
  constructor(cause?: unknown) {
    super('The call was aborted', 'aborted', { cause });
  }
}
