import type { RateLimitState } from '../http';

/** Where a caller stands in the current window, CONTRACT section 3. */
export interface LimitView {
  readonly requests_used: number;
  readonly requests_remaining: number;
  readonly max_requests: number;
  readonly window_seconds: number;
  /** ISO 8601, UTC. */
  readonly resets_at: string;
}

/** @param now epoch milliseconds */
export function limitView(state: RateLimitState, now: number): LimitView {
  return {
    requests_used: state.used,
    requests_remaining: state.maxRequests - state.used,
    max_requests: state.maxRequests,
    window_seconds: state.windowSeconds,
    resets_at: new Date(now + state.resetsInSeconds * 1000).toISOString(),
  };
}
