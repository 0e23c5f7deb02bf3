import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { accessOf } from '../auth';
import { GatewayError } from '../kernel';
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
    const request = context.switchToHttp().getRequest<Request>();
    // Who got here with a credential is known and rightful, and counts under it from now on.
    if (request.context.principal !== undefined) this.flood.forgive(request.context.clientAddress);
    return accessOf(context.getHandler())?.quota === 'free' ? true : this.#admit(request);
  }

  async #admit({ context }: Request): Promise<boolean> {
    const state = await this.limits.hit(context);
    context.rateLimit = state;
    if (!state.exceeded) return true;
    throw new GatewayError(
      'rate_limited',
      `Maximum ${String(state.maxRequests)} requests per ${String(state.windowSeconds)} seconds`,
      { extras: { retry_after: state.resetsInSeconds } },
    );
  }
}
