import { Injectable } from '@nestjs/common';
import type { AlertRule, Reading } from '../alert-rule';
import { Traffic } from '../traffic';

/** The provider refuses our key. That lasts until a call is answered: silence is no sign of a good key. */
@Injectable()
export class ProviderKeyRule implements AlertRule {
  readonly id = 'provider_key_refused';
  readonly runbook = 'the-provider-is-down';
  readonly recovery = 'The provider takes our key again.';
  #seen = 0;

  constructor(private readonly traffic: Traffic) {}

  look(): readonly Reading[] {
    const { keyRefusals, keyRefusedWith: status } = this.traffic.totals;
    const lately = keyRefusals - this.#seen;
    this.#seen = keyRefusals;
    // With a key that may use some models only, answers and refusals alternate.
    if (lately === 0 && status === undefined) return [];
    const labels = status === undefined ? {} : { provider_status: String(status) };
    const said = status === undefined ? '' : ` (${String(status)})`;
    return [
      {
        severity: 'critical',
        value: Math.max(lately, 1),
        threshold: 1,
        summary: `The provider refuses our key${said}: nobody is answered; check in its console that the key is active, paid for and allowed the model, and replace ANTHROPIC_API_KEY.`,
        labels,
      },
    ];
  }
}
