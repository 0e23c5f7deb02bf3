import { principalOf } from '../auth/principal.fixture';
import { Chains } from '../chains';
import { configOf } from '../config/config.fixture';
import { contextOf } from '../http/execution.fixture';
import { replicaOn } from '../idempotency/once.fixture';
import type { Principal } from '../kernel';
import { FixedClock } from '../kernel/clock.fixture';
import type { Act, FakeUpstream } from '../llm/fake-upstream.fixture';
import type { FakeLedger } from '../llm/llm.fixture';
import type { Database } from '../storage';
import { AnalyticsQueryRegistry, type AnalyticsQuery } from './analytics-query';
import { AnalyticsRuns } from './analytics-runs';
import { AnalyticsService } from './analytics.service';
import { explainerOf } from './explainer.fixture';
import { KeepTimes } from './keep-times';
import { DATA, SALES } from './sales.fixture';

/** What a test says of a question; the rest is one for sales. */
export interface Asked {
  readonly type?: string;
  readonly parameters?: Record<string, unknown>;
  readonly principal?: Principal;
  readonly id?: string;
  readonly key?: string;
  readonly body?: string;
  readonly departure?: AbortSignal;
}

interface TestAnalytics {
  readonly upstream: FakeUpstream;
  readonly ledger: FakeLedger;
  readonly runs: AnalyticsRuns;
  readonly ask: (asked?: Asked) => ReturnType<AnalyticsService['answer']>;
}

/** Questions for sales, and for the same by another name. */
export const QUERIES: readonly AnalyticsQuery[] = [SALES, { ...SALES, id: 'resales', version: 3 }];

export function analyticsOf(
  database: Database,
  acts: readonly Act[],
  env: Readonly<Record<string, string>> = {},
): TestAnalytics {
  const config = configOf(env);
  const clock = new FixedClock();
  const registry = new AnalyticsQueryRegistry(QUERIES);
  const { upstream, ledger, explainer } = explainerOf(acts, env);
  const chains = new Chains(database, clock, config);
  const runs = new AnalyticsRuns(explainer, chains, new KeepTimes(config, registry));
  const { idempotency } = replicaOn(database, clock);
  const service = new AnalyticsService(registry, runs, idempotency);
  const ask: TestAnalytics['ask'] = (asked = {}) => {
    const { type: query_type = 'sales', parameters = DATA.parameters, id = 'req_1', key } = asked;
    const { body = JSON.stringify({ query_type, parameters }) } = asked;
    const { principal = principalOf(), departure = new AbortController().signal } = asked;
    const context = Object.assign(contextOf({ principal }), { id, body: Buffer.from(body) });
    const transport = { principal, route: '/api/analytics-query', departure, idempotencyKey: key };
    return service.answer({ query_type, parameters }, context, transport);
  };
  return { upstream, ledger, runs, ask };
}
