import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { Alerts } from '../alerts';
import { AuditTrail } from '../audit';
import { RequestRecords, type RequestRecord } from '../http';
import { Prices } from '../usage';
import { addAlertMetrics } from './alert-metrics';
import { addAuditMetrics } from './audit-metrics';
import { CallMetrics } from './call-metrics';
import { ModelLabels } from './labels';
import { RequestMetrics } from './request-metrics';
import { StateMetrics } from './state-metrics';
import { StoreMetrics } from './store-metrics';

/** How often the delay of the event loop is looked at. Every 10 ms, as by default, shows no more and costs twice. */
const LOOP_SAMPLED_MS = 20;

/** What is read at each scrape. */
@Injectable()
export class ReadMetrics {
  constructor(
    private readonly stores: StoreMetrics,
    private readonly state: StateMetrics,
    @Inject(AuditTrail) private readonly trail: Pick<AuditTrail, 'state'>,
    @Inject(Alerts) private readonly alerts: Pick<Alerts, 'active' | 'lost'>,
  ) {}

  addTo(registry: Registry, models: ModelLabels): void {
    this.stores.addTo(registry);
    this.state.addTo(registry, models);
    addAuditMetrics(registry, this.trail);
    addAlertMetrics(registry, this.alerts);
  }
}

/** The numbers of this process: requests are counted as they end, everything else is read when somebody asks. */
@Injectable()
export class Metrics implements OnApplicationShutdown {
  readonly #registry = new Registry();
  readonly #requests: RequestMetrics;
  readonly #calls: CallMetrics;
  readonly #deaf: () => void;

  constructor(records: RequestRecords, prices: Prices, read: ReadMetrics) {
    const models = new ModelLabels(prices);
    this.#requests = new RequestMetrics(this.#registry);
    this.#calls = new CallMetrics(this.#registry, models);
    read.addTo(this.#registry, models);
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: LOOP_SAMPLED_MS });
    this.#deaf = records.onRecord((record) => {
      this.#count(record);
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All of them, in the text format of Prometheus. Stores that do not answer cost a second at most. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  onApplicationShutdown(): void {
    this.#deaf();
  }

  #count(record: RequestRecord): void {
    this.#requests.count(record);
    for (const call of record.calls) this.#calls.count(call);
  }
}
