import { Injectable } from '@nestjs/common';
import { UnknownPrices } from '../../usage';
import type { AlertRule, Reading } from '../alert-rule';

const KINDS = { models: 'models', fields: 'kinds of usage' } as const;

/** Something was charged without a known price. The names are in the log; callers choose them, so they are not repeated. */
@Injectable()
export class UnknownPricesRule implements AlertRule {
  readonly id = 'unknown_price';
  readonly runbook = 'a-model-without-a-price';
  readonly recovery = 'All prices are known.';
  #seen = { models: 0, fields: 0 };

  constructor(private readonly prices: UnknownPrices) {}

  look(): readonly Reading[] {
    const { counts } = this.prices;
    const seen = this.#seen;
    this.#seen = counts;
    return (['models', 'fields'] as const).map((kind) => ({
      thing: kind,
      severity: 'warning',
      value: counts[kind] - seen[kind],
      threshold: 1,
      summary: `Calls were charged as the dearest there is, because ${KINDS[kind]} in them have no known price; the log names them ("No price is known"): add them to PRICES_FILE.`,
      labels: { kind },
      once: true,
    }));
  }
}
