import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { Clock, microUsd, toUsd, type Principal } from '../../kernel';
import { Database } from '../../storage';
import { maySee } from './budget-exhausted';
import { read } from './counter.store';
import { endOfPeriod } from './counters';
import { limitsOf } from './limits';

/** One budget of a caller. Amounts in US dollars, to the micro-dollar. */
export interface BudgetState {
  /** `token`, `key`, `user` or `gateway`. */
  readonly scope: string;
  readonly period: string;
  readonly limit_usd: number;
  readonly spent_usd: number;
  /** Held by calls under way. */
  readonly reserved_usd: number;
  readonly remaining_usd: number;
  /** ISO 8601; null: never. */
  readonly resets_at: string | null;
}

/** How much is left to a caller. */
@Injectable()
export class BudgetStatus {
  constructor(
    private readonly database: Database,
    private readonly config: GatewayConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * The budgets of a caller that it may see, the one with the least left first. @throws GatewayError `store_unavailable`
   */
  async of(principal: Principal): Promise<readonly BudgetState[]> {
    const now = this.clock.now();
    const limits = limitsOf(principal, this.config.usage, now).filter(({ counter }) =>
      maySee(counter, principal),
    );
    if (limits.length === 0) return [];
    const counters = await this.database.attempt((db) =>
      read(
        db,
        limits.map(({ counter }) => counter),
      ),
    );
    const states = limits.map(({ counter, period, limit }, at) => {
      const { spent_micro_usd: spent = 0, reserved_micro_usd: reserved = 0 } = counters[at] ?? {};
      const [scope = ''] = counter.scope.split(':');
      return {
        scope,
        period,
        limit_usd: toUsd(limit),
        spent_usd: usd(spent),
        reserved_usd: usd(reserved),
        remaining_usd: usd(Math.max(0, Number(limit) - spent - reserved)),
        resets_at: endOfPeriod(now, period),
      };
    });
    return states.sort((one, other) => one.remaining_usd - other.remaining_usd);
  }
}

function usd(amount: number): number {
  return toUsd(microUsd(BigInt(amount)));
}
