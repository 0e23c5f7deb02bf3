import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { GatewayConfig, type LimitsConfig } from '../config';
import { GatewayError } from '../kernel';
import { requestOf } from '../http';
import { FloodWindows } from './flood-windows';

/**
 * The first guard: one address cannot make the gateway hash, look up or log without end. It counts every request and
 * takes back those that turn out to be somebody's, so that a busy server behind one address is not held up.
 */
@Injectable()
export class FloodGuard implements CanActivate {
  readonly #limit: LimitsConfig['flood'];

  constructor(
    private readonly windows: FloodWindows,
    config: GatewayConfig,
  ) {
    this.#limit = config.limits.flood;
  }

  canActivate(context: ExecutionContext): boolean {
    const { clientAddress } = requestOf(context).context;
    const { maxRequests, windowSeconds } = this.#limit;
    const { hits, endsInMs } = this.windows.hit(clientAddress, windowSeconds * 1000);
    if (hits <= maxRequests) return true;
    throw new GatewayError(
      'rate_limited',
      `Maximum ${String(maxRequests)} requests without a valid credential per ${String(windowSeconds)} seconds from one address`,
      { extras: { retry_after: Math.ceil(endsInMs / 1000) } },
    );
  }
}
