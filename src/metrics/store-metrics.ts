import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import { toUsd, microUsd } from '../kernel';
import { Database, RedisConnection } from '../storage';
import { TightestBudgets, type BudgetLevel } from '../usage';
import { gauge, single, type Reading } from './gauge';

/** Budgets of keys that are shown, those with the least left. */
const KEYS_SHOWN = 50;

/** Whether the stores answer, and how full the budgets are that stand in them. */
@Injectable()
export class StoreMetrics {
  constructor(
    private readonly database: Database,
    private readonly redis: RedisConnection,
    private readonly budgets: TightestBudgets,
  ) {}

  addTo(registry: Registry): void {
    gauge(
      registry,
      { name: 'sallyport_store_up', help: 'Whether a store answers: 1 or 0', labels: ['store'] },
      async () => [
        [{ store: 'database' }, await this.#databaseUp()],
        ...(this.redis.state === 'none'
          ? []
          : [[{ store: 'redis' }, this.redis.state === 'up' ? 1 : 0] as const]),
      ],
    );
    gauge(
      registry,
      {
        name: 'sallyport_limits_counted_in_process',
        help: 'Whether this process counts limits for itself, since no Redis is set or it is away: 1 or 0',
      },
      () => single(this.redis.state === 'up' ? 0 : 1),
    );
    // Both are of one read, which the first begins: they are collected in this order, and not one after the other.
    let levels: Promise<readonly BudgetLevel[]> | undefined;
    const labels = ['scope', 'key_id', 'period'];
    gauge(
      registry,
      {
        name: 'sallyport_budget_limit_usd',
        help: 'Budgets in US dollars: of the gateway, and of the keys that have the least left',
        labels,
      },
      async () => readingOf(await (levels = this.budgets.levels(KEYS_SHOWN)), ({ limit }) => limit),
    );
    gauge(
      registry,
      {
        name: 'sallyport_budget_remaining_usd',
        help: 'What is left of these budgets, and not held by calls under way; below zero where they were lowered',
        labels,
      },
      async () => readingOf((await levels) ?? [], ({ remaining }) => remaining),
    );
  }

  async #databaseUp(): Promise<number> {
    return this.database
      .attempt((db) => sql`select 1`.execute(db))
      .then(
        () => 1,
        () => 0,
      );
  }
}

function readingOf(levels: readonly BudgetLevel[], amountOf: (level: BudgetLevel) => number): Reading {
  return levels.map((level) => {
    const { scope, keyId = '', period } = level;
    return [{ scope, key_id: keyId, period }, toUsd(microUsd(BigInt(amountOf(level))))];
  });
}
