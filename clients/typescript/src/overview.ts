import type { BudgetState, Check, PageMeta } from './types.js';

/** What the gateway does right now, as `live()` tells it. Every one is a whole snapshot. */
export interface Overview {
  readonly timestamp: string;
  /** Of the ledger since midnight UTC: the whole gateway for `admin` and `readonly`, else the caller's own. */
  readonly today: {
    readonly since: string;
    readonly requests: number;
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly cost_usd: number;
    readonly reserved_usd: number;
  };
  /** The caller's own. */
  readonly limits: {
    readonly requests_used: number;
    readonly requests_remaining: number;
    readonly max_requests: number;
    readonly window_seconds: number;
    readonly resets_at: string;
  };
  /** Those that the caller may see. */
  readonly budgets: readonly BudgetState[];
  readonly health: {
    readonly status: 'healthy' | 'degraded' | 'unhealthy';
    readonly checks: Readonly<Record<string, Check>>;
  };
  /** Over all replicas; null for who may not see the usage of others. */
  readonly traffic: null | {
    readonly slot_seconds: number;
    /** The oldest first. */
    readonly slots: readonly TrafficSlot[];
    readonly totals: Traffic;
  };
  /** The worst of this replica's. */
  readonly breaker: BreakerState;
  readonly breakers: readonly {
    readonly upstream: string;
    readonly model: string;
    readonly state: BreakerState;
  }[];
}

export type BreakerState = 'closed' | 'half_open' | 'open';

export interface Traffic {
  readonly requests: number;
  /** By layer. */
  readonly refused: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
}

export interface TrafficSlot extends Traffic {
  readonly at: string;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
}

/** A budget as administrators see it. */
export interface BudgetReport {
  readonly scope: 'gateway' | 'key' | 'user';
  readonly id: string | null;
  readonly name: string | null;
  readonly period: 'day' | 'month' | 'total';
  readonly limit_usd: number;
  readonly spent_usd: number;
  readonly reserved_usd: number;
  readonly remaining_usd: number;
  readonly soft_percent: number | null;
  readonly period_started_at: string | null;
  readonly resets_at: string | null;
  /** What the period will have cost at the pace so far; null where a period has no end. */
  readonly forecast_usd: number | null;
}

export interface BudgetReportList {
  readonly meta: PageMeta;
  readonly data: readonly BudgetReport[];
}
