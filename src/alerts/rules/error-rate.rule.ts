import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import type { AlertRule, Reading } from '../alert-rule';
import { Traffic } from '../traffic';

/** Fewer requests in the window say nothing: one of two is no half. */
export const LEAST_REQUESTS = 10;

/** Percent of requests that fail. */
@Injectable()
export class ErrorRateRule implements AlertRule {
  readonly id = 'error_rate';
  readonly runbook = 'many-errors-or-slow-answers';
  readonly recovery = 'Requests are answered again.';

  constructor(
    private readonly traffic: Traffic,
    private readonly config: GatewayConfig,
  ) {}

  look(now: number): readonly Reading[] {
    const { windowSeconds, errorRatePercent: threshold } = this.config.alerts;
    const { requests, failures } = this.traffic.summary(now);
    if (requests < LEAST_REQUESTS) return [];
    const value = Math.round((1000 * failures) / requests) / 10;
    const counts = `${String(failures)} of ${String(requests)} requests`;
    return [
      {
        severity: 'critical',
        value,
        threshold,
        summary: `${counts} have failed in the last ${String(windowSeconds)} seconds; GET /health and the log (status 500 and above) say of what.`,
        labels: { requests: String(requests), failures: String(failures) },
      },
    ];
  }
}
