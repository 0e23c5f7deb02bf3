import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import type { AlertRule, Reading } from '../alert-rule';
import { Traffic } from '../traffic';
import { LEAST_REQUESTS } from './error-rate.rule';

/** Milliseconds that 95 % of requests take at most, streams to their end. */
@Injectable()
export class LatencyRule implements AlertRule {
  readonly id = 'latency';
  readonly runbook = 'many-errors-or-slow-answers';
  readonly recovery = 'Requests are answered in time again.';

  constructor(
    private readonly traffic: Traffic,
    private readonly config: GatewayConfig,
  ) {}

  look(now: number): readonly Reading[] {
    const { windowSeconds, latencyMs: threshold } = this.config.alerts;
    const { requests, p95Ms } = this.traffic.summary(now);
    if (requests < LEAST_REQUESTS) return [];
    const value = Math.round(p95Ms);
    return [
      {
        severity: 'warning',
        value,
        threshold,
        summary: `One in twenty of the last ${String(requests)} requests took ${String(value)} ms or more, in ${String(windowSeconds)} seconds; compare with the provider's status page, then look for long answers and a slow database.`,
        labels: { requests: String(requests) },
      },
    ];
  }
}
