import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { accessOf } from '../auth';
import { requestOf, responseOf, whenDone } from '../http';
import { GatewayError } from '../kernel';
import { Leases } from './leases';

/** Admits as many requests of one key at once as it may have, exactly, over all replicas. */
@Injectable()
export class ConcurrencyGuard implements CanActivate {
  constructor(private readonly leases: Leases) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { principal } = requestOf(context).context;
    if (principal?.maxConcurrency === undefined) return true;
    if (accessOf(context.getHandler())?.quota === 'free') return true;
    return this.#admit(principal.countedAs, principal.maxConcurrency, responseOf(context));
  }

  async #admit(holder: string, max: number, response: Response): Promise<boolean> {
    const lease = await this.leases.acquire(holder, max);
    if (lease === undefined) {
      throw new GatewayError(
        'concurrency_limited',
        `Maximum ${String(max)} requests at once; wait for one to end`,
        { extras: { retry_after: 1 } },
      );
    }
    whenDone(response, () => {
      lease.release();
    });
    return true;
  }
}
