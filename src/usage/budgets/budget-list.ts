import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { pagingOf, type ListAnswer } from '../../auth';
import { GatewayConfig } from '../../config';
import { Clock, microUsd, toUsd, type BudgetPeriod } from '../../kernel';
import { Database } from '../../storage';
import type { BudgetListQuery, BudgetSort } from './budget-list.dto';
import { endOfPeriod, GATEWAY, periodOf, startOfPeriod } from './counters';
import { forecastOf } from './forecast';

/** A budget that is set, as `GET /admin/budgets` shows it. Amounts in US dollars, to the micro-dollar. */
export interface ListedBudget {
  readonly scope: 'gateway' | 'key' | 'user';
  /** Of the key or user; null: of the gateway. */
  readonly id: string | null;
  readonly name: string | null;
  readonly period: BudgetPeriod;
  readonly limit_usd: number;
  readonly spent_usd: number;
  /** Held by calls under way. */
  readonly reserved_usd: number;
  readonly remaining_usd: number;
  /** From so much of the limit on alerts are raised. */
  readonly soft_percent: number;
  /** ISO 8601; null, both: it is for all time. */
  readonly period_started_at: string | null;
  readonly resets_at: string | null;
  /** What the period will have cost if it goes on as it began; null where it has no end. */
  readonly forecast_usd: number | null;
}

interface Row extends Pick<ListedBudget, 'scope' | 'id' | 'name' | 'period'> {
  readonly budget: number;
  readonly soft_percent: number | null;
  readonly spent: number;
  readonly reserved: number;
}

const ORDERS: Readonly<Record<BudgetSort, RawBuilder<unknown>>> = {
  // Of a budget of nothing, all is used.
  used: sql`coalesce((spent + reserved) * 1.0 / nullif(budget, 0), 1)`,
  spent_usd: sql`spent`,
  limit_usd: sql`budget`,
  name: sql`name`,
};

/** All budgets that are set, of the gateway and of the keys and users that may spend. */
@Injectable()
export class BudgetList {
  constructor(
    private readonly database: Database,
    private readonly config: GatewayConfig,
    private readonly clock: Clock,
  ) {}

  /** The gateway's first, then the fullest unless another order is asked for. @throws GatewayError `store_unavailable` */
  async page(query: BudgetListQuery): Promise<ListAnswer<ListedBudget>> {
    const now = this.clock.now();
    const asked = pagingOf<BudgetSort>(query, 'used');
    const paging = query.sort === undefined ? { ...asked, descending: true } : asked;
    const budgets = this.#budgets(now);
    const direction = paging.descending ? sql`desc` : sql`asc`;
    const counted = sql<{ total: number }>`select count(*) as total from (${budgets}) as budgets`;
    const page = sql<Row>`
      select * from (
        select budgets.*, coalesce(spent_micro_usd, 0) as spent, coalesce(reserved_micro_usd, 0) as reserved
        from (${budgets}) as budgets
        left join budget_counters on budget_counters.scope = counter and budget_counters.period = counted
      ) as states
      order by place, ${ORDERS[paging.column]} ${direction}, id limit ${paging.limit} offset ${paging.offset}`;
    const { rows, total } = await this.database.attempt(async (db) => ({
      total: (await counted.execute(db)).rows[0]?.total ?? 0,
      rows: (await page.execute(db)).rows,
    }));
    return {
      meta: { page: paging.page, page_size: paging.limit, total: total },
      data: rows.map((row) => this.#view(row, now)),
    };
  }

  #budgets(now: number): RawBuilder<Row> {
    const [day, month] = [periodOf(now, 'day'), periodOf(now, 'month')];
    const counted = sql`case budget_period when 'day' then ${day} when 'month' then ${month} else 'total' end`;
    const set = sql`budget_micro_usd is not null`;
    const { dailyBudget } = this.config.usage;
    const ofGateway = sql`
      select 0 as place, 'gateway' as scope, cast(null as text) as id, cast(null as text) as name, 'day' as period,
        cast(${Number(dailyBudget ?? 0n)} as bigint) as budget, cast(null as integer) as soft_percent,
        ${GATEWAY} as counter, ${day} as counted
      where ${dailyBudget === undefined ? sql`1 = 0` : sql`1 = 1`}`;
    return sql<Row>`${ofGateway}
      union all select 1, 'key', id, name, budget_period, budget_micro_usd, budget_soft_percent, 'key:' || id, ${counted}
        from api_keys where ${set} and revoked_at is null and (expires_at is null or expires_at > ${now})
      union all select 1, 'user', id, username, budget_period, budget_micro_usd, budget_soft_percent, 'user:' || id, ${counted}
        from users where ${set}`;
  }

  #view({ scope, id, name, period, budget, soft_percent, spent, reserved }: Row, now: number): ListedBudget {
    return {
      scope,
      id,
      name,
      period,
      limit_usd: usd(budget),
      spent_usd: usd(spent),
      reserved_usd: usd(reserved),
      remaining_usd: usd(Math.max(0, budget - spent - reserved)),
      soft_percent: soft_percent ?? this.config.usage.budgetSoftPercent,
      period_started_at: startOfPeriod(now, period),
      resets_at: endOfPeriod(now, period),
      forecast_usd: forecastOf(spent, period, now),
    };
  }
}

function usd(amount: number): number {
  return toUsd(microUsd(BigInt(amount)));
}
