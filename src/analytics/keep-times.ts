import { Injectable } from '@nestjs/common';
import { ConfigurationError, GatewayConfig } from '../config';
import { AnalyticsQueryRegistry } from './analytics-query';

/** For how long the answer to a query is given again, by its type. */
@Injectable()
export class KeepTimes {
  readonly #times: GatewayConfig['analytics'];

  /** @throws ConfigurationError where a time is set for a type that is none */
  constructor(config: GatewayConfig, registry: AnalyticsQueryRegistry) {
    this.#times = config.analytics;
    const unknown = Object.keys(this.#times.keepSecondsOf).filter((type) => registry.get(type) === undefined);
    if (unknown.length > 0)
      throw new ConfigurationError([
        `ANALYTICS_KEEP_SECONDS should name query types that there are: ${registry.ids.join(', ')}`,
      ]);
  }

  /** Milliseconds; 0: not at all. */
  of(type: string): number {
    return (this.#times.keepSecondsOf[type] ?? this.#times.keepSeconds) * 1000;
  }
}
