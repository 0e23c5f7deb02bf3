import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { toUsd, type MicroUsd } from '../../kernel';
import { GatewaySpend } from '../../usage';
import type { AlertRule, Reading } from '../alert-rule';

/** Dollars that the whole gateway has spent today: each threshold is told of once, over all replicas and restarts. */
@Injectable()
export class SpendRule implements AlertRule {
  readonly id = 'spend';
  readonly runbook = 'runaway-spend';
  readonly recovery = 'A new day has begun.';
  /** What somebody has told of: thresholds of one day. */
  #told: { readonly day: string; readonly thresholds: Set<MicroUsd> } = { day: '', thresholds: new Set() };

  constructor(
    private readonly spend: GatewaySpend,
    private readonly config: GatewayConfig,
  ) {}

  async look(): Promise<readonly Reading[]> {
    const thresholds = this.config.alerts.spend;
    if (thresholds.length === 0) return [];
    const { day, spent } = await this.spend.today();
    if (day !== this.#told.day) this.#told = { day, thresholds: new Set() };
    const readings: Reading[] = [];
    for (const threshold of thresholds) {
      if (spent < threshold || this.#told.thresholds.has(threshold)) continue;
      const isOurs = await this.spend.claim(day, threshold);
      this.#told.thresholds.add(threshold);
      if (isOurs) readings.push(readingOf(day, spent, threshold));
    }
    return readings;
  }
}

function readingOf(day: string, spent: MicroUsd, threshold: MicroUsd): Reading {
  const [value, usd] = [toUsd(spent), toUsd(threshold)];
  return {
    thing: `${day} ${String(usd)}`,
    severity: 'warning',
    value,
    threshold: usd,
    summary: `$${value.toFixed(2)} have been spent today, over $${usd.toFixed(2)} of ALERT_SPEND_USD; see by whom (GET /admin/usage?group_by=key&sort=-cost_usd), and set a budget on a key that runs away.`,
    labels: { day },
    once: true,
  };
}
