import type { Alerts } from '../alerts';
import type { AuditState } from '../audit';
import { configOf } from '../config/config.fixture';
import { Drain, RequestRecords } from '../http';
import { Clock } from '../kernel';
import { FakeUpstream } from '../llm/fake-upstream.fixture';
import { FakeLedger, llmOf } from '../llm/llm.fixture';
import type { UpstreamCaller } from '../llm';
import { RedisConnection, type Database } from '../storage';
import { Prices, TightestBudgets, UnknownPrices } from '../usage';
import { Metrics, ReadMetrics } from './metrics';
import { StateMetrics } from './state-metrics';
import { StoreMetrics } from './store-metrics';

/** Metrics over real parts, and what a test needs to make them move. */
export interface TestMetrics {
  readonly records: RequestRecords;
  readonly drain: Drain;
  readonly unknownPrices: UnknownPrices;
  readonly metrics: Metrics;
  /** The lines of a scrape that tell of the gateway, without those that describe. */
  readonly lines: () => Promise<readonly string[]>;
}

interface Parts {
  readonly env?: Readonly<Record<string, string>>;
  readonly redis?: RedisConnection;
  readonly caller?: UpstreamCaller;
  readonly clock?: Clock;
  readonly audit?: AuditState;
  readonly alerts?: Pick<Alerts, 'active' | 'lost'>;
}

const QUIET_TRAIL: AuditState = { waiting: 0, lost: 0, lastWrittenAt: undefined, failing: false };

export function metricsOf(
  database: Database,
  {
    env = {},
    redis = new RedisConnection(undefined),
    caller = llmOf(new FakeUpstream([]), new FakeLedger()).caller,
    clock = new Clock(),
    audit = QUIET_TRAIL,
    alerts = { active: [], lost: {} },
  }: Parts = {},
): TestMetrics {
  const config = configOf(env);
  const [records, drain, unknownPrices] = [new RequestRecords(), new Drain(), new UnknownPrices()];
  const stores = new StoreMetrics(database, redis, new TightestBudgets(database, config, clock));
  const state = new StateMetrics(caller, drain, new FakeLedger(), unknownPrices);
  const read = new ReadMetrics(stores, state, { state: audit }, alerts);
  const metrics = new Metrics(records, new Prices(config), read);
  return {
    records,
    drain,
    unknownPrices,
    metrics,
    lines: async () => (await metrics.text()).split('\n').filter((line) => line.startsWith('sallyport_')),
  };
}
