import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { GatewayError, toUsd } from '../../kernel';
import { accessOf } from '../access';
import { BrowserTokenStore, type CapState } from '../browser-tokens/browser-token.store';

/** Counts the requests of a browser token that has caps, and ends it when they or its money are used up. */
@Injectable()
export class TokenCapsGuard implements CanActivate {
  constructor(private readonly store: BrowserTokenStore) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { token } = context.switchToHttp().getRequest<Request>().context.principal ?? {};
    if (token?.capped !== true || accessOf(context.getHandler())?.quota === 'free') return true;
    return this.#count(token.id);
  }

  async #count(id: string): Promise<boolean> {
    const exhausted = await this.store.count(id);
    if (exhausted === undefined) return true;
    throw new GatewayError('budget_exhausted', `${explain(exhausted)}; mint another token`, {
      extras: { budget: budgetOf(exhausted), resets_at: null },
    });
  }
}

function explain({ maxRequests, requests }: CapState): string {
  return maxRequests !== undefined && requests >= maxRequests
    ? `This token has made its ${String(maxRequests)} requests`
    : 'This token has spent its money';
}

function budgetOf({
  maxRequests,
  requests,
  maxCost,
  cost,
}: CapState): Readonly<Record<string, number | null>> {
  return {
    max_requests: maxRequests ?? null,
    requests,
    limit_usd: maxCost === undefined ? null : toUsd(maxCost),
    spent_usd: toUsd(cost),
  };
}
