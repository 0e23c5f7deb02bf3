import { Injectable } from '@nestjs/common';
import { UpstreamCaller } from '../../llm';
import { Prices } from '../../usage';
import type { AlertRule, Reading } from '../alert-rule';

const MODELS_NAMED = 5;

/** Models that are left alone for a while, because calls have failed. */
@Injectable()
export class OpenCircuitsRule implements AlertRule {
  readonly id = 'breaker_open';
  readonly runbook = 'the-provider-is-down';
  readonly recovery = 'All models are asked again.';

  constructor(
    private readonly caller: UpstreamCaller,
    private readonly prices: Prices,
  ) {}

  look(): readonly Reading[] {
    const open = this.caller.openCircuits;
    if (open.length === 0) return [];
    const list = this.prices.current;
    // Callers name models as they like: only names that we know are repeated.
    const named = open.filter((model) => list.knows(model)).slice(0, MODELS_NAMED);
    const others = open.length - named.length;
    const models = [...named, ...(others > 0 ? [`${String(others)} more`] : [])].join(', ');
    return [
      {
        severity: 'critical',
        value: open.length,
        threshold: 1,
        summary: `The provider has failed so often that it is left alone for a while (${models}); look at its status page, and set ANTHROPIC_FALLBACK_MODEL where another model is well.`,
        labels: { models },
      },
    ];
  }
}
