import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import type { AlertRule, Reading } from '../alert-rule';
import { Traffic } from '../traffic';

/** Credentials and signatures that were refused in the window: somebody guesses, or a key was changed and not told of. */
@Injectable()
export class AuthFailuresRule implements AlertRule {
  readonly id = 'auth_failures';
  readonly runbook = 'many-refused-credentials';
  readonly recovery = 'Credentials are no longer refused more often than usual.';

  constructor(
    private readonly traffic: Traffic,
    private readonly config: GatewayConfig,
  ) {}

  look(now: number): readonly Reading[] {
    const { windowSeconds, authFailures: threshold } = this.config.alerts;
    const { authFailures: value, topAddresses } = this.traffic.summary(now);
    const clients = topAddresses.map(([address, count]) => `${address} (${String(count)})`).join(', ');
    return [
      {
        severity: 'warning',
        value,
        threshold,
        summary: `${String(value)} credentials were refused in the last ${String(windowSeconds)} seconds, most of them from ${clients}; block the addresses in front of the gateway, or tell their owner that the key is no longer good.`,
        labels: { clients },
      },
    ];
  }
}
