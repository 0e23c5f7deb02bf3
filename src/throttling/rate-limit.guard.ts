import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { accessOf } from '../auth';
import { requestOf, routeOf, type RateLimitState, type RequestContext } from '../http';
import { GatewayError, type RateLimitPolicy } from '../kernel';
import { FloodWindows } from './flood-windows';
import { RateLimits } from './rate-limits';

/** Admits as many requests of one caller in a window as its policy says, exactly, over all replicas. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limits: RateLimits,
    private readonly flood: FloodWindows,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    // Who got here with a credential is known and rightful, and counts under it from now on.
    if (request.context.principal !== undefined) this.flood.forgive(request.context.clientAddress);
    const quota = accessOf(context.getHandler())?.quota;
    return quota === 'free' ? true : this.#admit(request, quota);
  }

  #admit(request: Request, ofRoute: RateLimitPolicy | undefined): boolean | Promise<boolean> {
    const { context } = request;
    const state =
      ofRoute === undefined
        ? this.limits.hit(context)
        : this.limits.hitRoute(context, routeOf(request) ?? '', ofRoute);
    return state instanceof Promise ? state.then((shared) => pass(context, shared)) : pass(context, state);
  }
}

function pass(context: RequestContext, state: RateLimitState): true {
  context.rateLimit = state;
  if (!state.exceeded) return true;
  throw new GatewayError(
    'rate_limited',
    `Maximum ${String(state.maxRequests)} requests per ${String(state.windowSeconds)} seconds`,
    { extras: { retry_after: state.resetsInSeconds } },
  );
}
