import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { GatewayError } from '../../kernel';
import { accessOf } from '../access';
import { requestOf } from '../../http';
import { BrowserTokenStore } from '../browser-tokens/browser-token.store';

/** Counts the requests of a browser token that has so many, and ends it when they are made. */
@Injectable()
export class TokenCapsGuard implements CanActivate {
  constructor(private readonly store: BrowserTokenStore) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { token } = requestOf(context).context.principal ?? {};
    if (token?.countsRequests !== true || accessOf(context.getHandler())?.quota === 'free') return true;
    return this.#count(token.id);
  }

  async #count(id: string): Promise<boolean> {
    const exhausted = await this.store.count(id);
    if (exhausted === undefined) return true;
    const { maxRequests, requests } = exhausted;
    const detail = `This token has made its ${String(maxRequests)} requests; mint another token`;
    throw new GatewayError('budget_exhausted', detail, {
      extras: { budget: { scope: 'token', max_requests: maxRequests, requests }, resets_at: null },
    });
  }
}
