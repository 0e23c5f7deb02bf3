import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config';
import type { RateLimitState, RequestContext } from '../http';
import { addressBucket, type RateLimitPolicy } from '../kernel';
import { Windows, type WindowState } from '../windows';

/** Rate limits per key, or per address where there is no key: shared over Redis, in this process without it. */
@Injectable()
export class RateLimits {
  readonly #default: RateLimitPolicy;

  constructor(
    private readonly windows: Windows,
    config: GatewayConfig,
  ) {
    this.#default = config.limits.rate;
  }

  /** Whom a request is counted under. No header, path or query of the client's choice is part of it. */
  trackerOf({ principal, clientAddress }: RequestContext): string {
    return principal?.countedAs ?? `address:${addressBucket(clientAddress)}`;
  }

  policyOf({ principal }: RequestContext): RateLimitPolicy {
    return principal?.rateLimit ?? this.#default;
  }

  /** Counts a request. While Redis is away this process counts for itself. */
  hit(context: RequestContext): RateLimitState | Promise<RateLimitState> {
    return this.#count(this.trackerOf(context), this.policyOf(context));
  }

  /** Counts a request against a limit that a route has for each caller, whatever the caller's own. */
  hitRoute(
    context: RequestContext,
    route: string,
    policy: RateLimitPolicy,
  ): RateLimitState | Promise<RateLimitState> {
    return this.#count(`${this.trackerOf(context)} ${route}`, policy);
  }

  /** Looks without counting. */
  async peek(context: RequestContext): Promise<RateLimitState> {
    const window = await this.windows.peek(this.trackerOf(context));
    const policy = this.policyOf(context);
    return stateOf(policy, window ?? { hits: 0, endsInMs: policy.windowSeconds * 1000 });
  }

  #count(bucket: string, policy: RateLimitPolicy): RateLimitState | Promise<RateLimitState> {
    const window = this.windows.hit(bucket, policy.windowSeconds * 1000);
    return window instanceof Promise
      ? window.then((shared) => stateOf(policy, shared))
      : stateOf(policy, window);
  }
}

function stateOf(
  { maxRequests, windowSeconds }: RateLimitPolicy,
  { hits, endsInMs }: WindowState,
): RateLimitState {
  return {
    maxRequests,
    windowSeconds,
    used: Math.min(hits, maxRequests),
    exceeded: hits > maxRequests,
    resetsInSeconds: Math.max(1, Math.ceil(endsInMs / 1000)),
  };
}
