import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import type { AlertRule, Reading } from '../alert-rule';
import { Traffic } from '../traffic';

const DAY_MS = 86_400_000;

/** The gateway's budget of the day refuses requests. That lasts until the day (UTC) is over. */
@Injectable()
export class GatewayBudgetRule implements AlertRule {
  readonly id = 'budget_exhausted';
  readonly runbook = 'runaway-spend';
  readonly recovery = 'A new day has begun, and with it a new budget.';
  #day = -1;
  /** Refusals before this day. */
  #before = 0;
  #seen = 0;

  constructor(
    private readonly traffic: Traffic,
    private readonly config: GatewayConfig,
  ) {}

  look(now: number): readonly Reading[] {
    const day = Math.floor(now / DAY_MS);
    if (day !== this.#day) this.#before = this.#seen;
    this.#day = day;
    this.#seen = this.traffic.totals.budgetRefusals;
    const value = this.#seen - this.#before;
    if (value === 0 || this.config.usage.dailyBudget === undefined) return [];
    return [
      {
        severity: 'critical',
        value,
        threshold: 1,
        summary: `The gateway's budget of the day is used up and ${String(value)} requests were refused; see who spent it (GET /admin/usage?group_by=key&sort=-cost_usd), then raise DAILY_BUDGET_USD or wait for the day to end (UTC).`,
      },
    ];
  }
}
