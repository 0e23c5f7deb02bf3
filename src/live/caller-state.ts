import { Injectable } from '@nestjs/common';
import { visibleTo } from '../auth';
import type { RequestContext } from '../http';
import { Clock, type Principal } from '../kernel';
import { limitView, RateLimits } from '../throttling';
import { BudgetStatus, DaySpend } from '../usage';
import type { Overview, Today } from './overview';
import { dayOf } from './traffic/measures';
import { TrafficStore } from './traffic/traffic.store';

/** What this day came to, for whoever asks. */
@Injectable()
export class DayState {
  constructor(
    private readonly spend: DaySpend,
    private readonly traffic: TrafficStore,
    private readonly clock: Clock,
  ) {}

  /** @throws GatewayError `store_unavailable` */
  async of(principal: Principal): Promise<Today> {
    const now = this.clock.now();
    const since = new Date(dayOf(now)).toISOString();
    const { credential, token, countedAs } = principal;
    // A page sees its own token's, whoever minted it.
    if (credential === 'browser_token') return { since, ...(await this.spend.ofToken(token?.id ?? '')) };
    const seesAll = visibleTo(principal) === 'all';
    const [counts, costs] = await Promise.all([
      this.traffic.day(now, seesAll ? 'gateway' : countedAs),
      seesAll ? this.spend.ofGateway() : this.spend.ofOwner(countedAs),
    ]);
    return { since, ...counts, ...costs };
  }
}

/** What concerns one caller alone. */
@Injectable()
export class CallerState {
  constructor(
    private readonly day: DayState,
    private readonly limits: RateLimits,
    private readonly budgets: BudgetStatus,
    private readonly clock: Clock,
  ) {}

  /** @throws GatewayError `store_unavailable` */
  async of(
    context: RequestContext,
    principal: Principal,
  ): Promise<Pick<Overview, 'today' | 'limits' | 'budgets'>> {
    const [today, limits, budgets] = await Promise.all([
      this.day.of(principal),
      this.limits.peek(context),
      this.budgets.of(principal),
    ]);
    return { today, limits: limitView(limits, this.clock.now()), budgets };
  }
}
