import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { GatewayConfig } from '../../config';
import { Clock, type BudgetPeriod } from '../../kernel';
import { Database } from '../../storage';
import { read } from './counter.store';
import { GATEWAY, periodOf } from './counters';

/** How full one budget is, in micro-USD. */
export interface BudgetLevel {
  readonly scope: 'gateway' | 'key';
  /** Of a key's. */
  readonly keyId: string | undefined;
  readonly period: BudgetPeriod;
  readonly limit: number;
  /** What is neither spent nor held by calls under way; below zero where the limit was lowered meanwhile. */
  readonly remaining: number;
}

/** The budgets that operators watch: that of the gateway, and those of the keys that have the least left. */
@Injectable()
export class TightestBudgets {
  constructor(
    private readonly database: Database,
    private readonly config: GatewayConfig,
    private readonly clock: Clock,
  ) {}

  /** @throws GatewayError `store_unavailable` */
  async levels(mostKeys: number): Promise<readonly BudgetLevel[]> {
    const [gateway, keys] = await Promise.all([this.#ofGateway(), this.#ofKeys(mostKeys)]);
    return [...gateway, ...keys];
  }

  async #ofGateway(): Promise<readonly BudgetLevel[]> {
    const { dailyBudget } = this.config.usage;
    if (dailyBudget === undefined) return [];
    const counter = { scope: GATEWAY, period: periodOf(this.clock.now(), 'day') };
    const [state] = await this.database.attempt((db) => read(db, [counter]));
    const limit = Number(dailyBudget);
    const used = (state?.spent_micro_usd ?? 0) + (state?.reserved_micro_usd ?? 0);
    return [{ scope: 'gateway', keyId: undefined, period: 'day', limit, remaining: limit - used }];
  }

  async #ofKeys(most: number): Promise<readonly BudgetLevel[]> {
    const now = this.clock.now();
    const day = periodOf(now, 'day');
    const month = periodOf(now, 'month');
    const { rows } = await this.database.attempt((db) =>
      sql<{ id: string; period: BudgetPeriod; budget: number; used: number }>`
        select id, budget_period as period, budget_micro_usd as budget,
          coalesce(spent_micro_usd, 0) + coalesce(reserved_micro_usd, 0) as used
        from api_keys
        left join budget_counters on scope = 'key:' || id
          and period = case budget_period when 'day' then ${day} when 'month' then ${month} else 'total' end
        where budget_micro_usd is not null and revoked_at is null and (expires_at is null or expires_at > ${now})
        order by budget_micro_usd - coalesce(spent_micro_usd, 0) - coalesce(reserved_micro_usd, 0), id
        limit ${most}`.execute(db),
    );
    return rows.map(({ id, period, budget, used }) => ({
      scope: 'key',
      keyId: id,
      period,
      limit: budget,
      remaining: budget - used,
    }));
  }
}
