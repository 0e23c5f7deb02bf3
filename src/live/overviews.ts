import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { visibleTo } from '../auth';
import type { RequestContext } from '../http';
import { Clock, type Principal } from '../kernel';
import { CallerState } from './caller-state';
import { GatewayState } from './gateway-state';
import type { Overview } from './overview';

/** Streams of one caller are told the same. */
const CALLER_MS = 400;
const CALLERS_KNOWN = 500;

type Own = Awaited<ReturnType<CallerState['of']>>;

/** What somebody who watches is told. */
@Injectable()
export class Overviews {
  readonly #own = new LRUCache<string, Promise<Own>>({ max: CALLERS_KNOWN, ttl: CALLER_MS });

  constructor(
    private readonly callers: CallerState,
    private readonly gateway: GatewayState,
    private readonly clock: Clock,
  ) {}

  /** @throws GatewayError `store_unavailable` */
  async of(context: RequestContext, principal: Principal): Promise<Overview> {
    const [own, all] = await Promise.all([
      this.#ownOf(context, principal),
      this.gateway.of(visibleTo(principal) === 'all'),
    ]);
    return { timestamp: new Date(this.clock.now()).toISOString(), ...own, ...all };
  }

  #ownOf(context: RequestContext, principal: Principal): Promise<Own> {
    const name = JSON.stringify([principal.id, principal.role, principal.token?.id]);
    const known = this.#own.get(name);
    if (known !== undefined) return known;
    const own = this.callers.of(context, principal);
    this.#own.set(name, own);
    return own;
  }
}
