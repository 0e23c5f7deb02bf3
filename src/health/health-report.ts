import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock } from '../kernel';
import { Ledger } from '../usage';
import { Probes, type Check } from './probes';

/** How the gateway is, and each part of it. `unhealthy`: nothing can be served. */
export interface HealthState {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly checks: Readonly<Record<string, Check>>;
}

/** The whole picture of `GET /health`. */
@Injectable()
export class HealthReport {
  constructor(
    private readonly probes: Probes,
    private readonly ledger: Ledger,
    private readonly config: GatewayConfig,
    private readonly clock: Clock,
  ) {}

  /** Asks the database; everything else is known. Never raises. */
  async now(): Promise<HealthState> {
    const checks = {
      database: await this.probes.database(),
      ledger: this.#ledger(),
      limits: this.probes.limits(),
      upstream: this.probes.upstream(),
      prices: this.probes.prices(),
    };
    const timestamp = new Date(this.clock.now()).toISOString();
    return { status: overall(Object.values(checks)), timestamp, checks };
  }

  /** How calls share commits: a queue that stays says that the database is slower than they come. */
  #ledger(): Check {
    return {
      status: 'up',
      waiting_for_commit: String(this.ledger.waiting),
      largest_batch: String(this.ledger.largestBatch),
      batch_max: String(this.config.usage.batchMax),
    };
  }
}

function overall(checks: readonly Check[]): HealthState['status'] {
  if (checks.some(({ status }) => status === 'down')) return 'unhealthy';
  return checks.some(({ status }) => status === 'degraded') ? 'degraded' : 'healthy';
}
