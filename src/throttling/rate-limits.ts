import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config';
import type { RateLimitState, RequestContext } from '../http';
import { addressBucket, type RateLimitPolicy } from '../kernel';
import { MemoryWindows } from './memory-windows';
import { RedisWindows } from './redis-windows';
import type { WindowState } from './window';

/** Rate limits per key, or per address where there is no key: shared over Redis, in this process without it. */
@Injectable()
export class RateLimits {
  readonly #default: RateLimitPolicy;

  constructor(
    private readonly shared: RedisWindows,
    private readonly local: MemoryWindows,
    config: GatewayConfig,
  ) {
    this.#default = config.limits.rate;
  }

  /** Whom a request is counted under. No header, path or query of the client's choice is part of it. */
  trackerOf({ principal, clientAddress }: RequestContext): string {
    return principal?.id ?? `address:${addressBucket(clientAddress)}`;
  }

  policyOf({ principal }: RequestContext): RateLimitPolicy {
    return principal?.rateLimit ?? this.#default;
  }

  /** Counts a request. While Redis is away this process counts for itself. */
  async hit(context: RequestContext): Promise<RateLimitState> {
    const policy = this.policyOf(context);
    const tracker = this.trackerOf(context);
    const windowMs = policy.windowSeconds * 1000;
    return stateOf(
      policy,
      await this.#sharedOr(
        () => this.shared.hit(tracker, windowMs),
        () => this.local.hit(tracker, windowMs),
      ),
    );
  }

  /** Looks without counting. */
  async peek(context: RequestContext): Promise<RateLimitState> {
    const tracker = this.trackerOf(context);
    const window = await this.#sharedOr(
      () => this.shared.peek(tracker),
      () => this.local.peek(tracker),
    );
    const policy = this.policyOf(context);
    return stateOf(policy, window ?? { hits: 0, endsInMs: policy.windowSeconds * 1000 });
  }

  async #sharedOr<T>(shared: () => Promise<T>, local: () => T): Promise<T> {
    if (!this.shared.configured) return local();
    try {
      return await shared();
    } catch {
      // RedisConnection has said so, in the log and in the health report.
      return local();
    }
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
