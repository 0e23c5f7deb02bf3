import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { toUsd } from '../../kernel';
import { BudgetEvents } from '../../usage';
import type { AlertRule, Reading } from '../alert-rule';

/** Between two rounds; the log has them all. */
const MOST_WAITING = 100;

/** Budgets that come to their end: each is told of once in its period, over all replicas. */
@Injectable()
export class SoftLimitsRule implements AlertRule, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly id = 'budget_soft_limit';
  readonly runbook = 'runaway-spend';
  readonly recovery = 'The budget has room again.';
  #waiting: Reading[] = [];
  #stop: () => void = () => undefined;

  constructor(private readonly events: BudgetEvents) {}

  onApplicationBootstrap(): void {
    this.#stop = this.events.onWarning(({ counter: { scope, period }, limit, soft, spent }) => {
      if (this.#waiting.length >= MOST_WAITING) return;
      const [value, threshold] = [toUsd(spent), toUsd(soft)];
      this.#waiting.push({
        thing: `${scope} ${period} ${String(threshold)}`,
        severity: 'warning',
        value,
        threshold,
        summary: `The budget of ${scope} (${period}) has reached its soft limit, $${value.toFixed(2)} of $${toUsd(limit).toFixed(2)}; raise it, or tell its owner that calls will be refused.`,
        labels: { scope, period },
        once: true,
      });
    });
  }

  beforeApplicationShutdown(): void {
    this.#stop();
  }

  look(): readonly Reading[] {
    const readings = this.#waiting;
    this.#waiting = [];
    return readings;
  }
}
