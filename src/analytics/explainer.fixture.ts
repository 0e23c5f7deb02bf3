import { principalOf } from '../auth/principal.fixture';
import { configOf } from '../config/config.fixture';
import { Clock } from '../kernel';
import { StructuredLlm } from '../llm';
import { FakeUpstream, type Act } from '../llm/fake-upstream.fixture';
import { FakeLedger, llmOf } from '../llm/llm.fixture';
import type { Explained } from './analytics-answer';
import type { AnalyticsQuery } from './analytics-query';
import { Explainer, type ExplainTerms } from './explainer';
import { DATA, SALES } from './sales.fixture';

interface TestExplainer {
  readonly upstream: FakeUpstream;
  readonly ledger: FakeLedger;
  readonly explainer: Explainer;
  readonly explain: (query?: Partial<AnalyticsQuery>, terms?: Partial<ExplainTerms>) => Promise<Explained>;
}

/** Somebody who has a fake upstream explain sales. */
export function explainerOf(
  acts: readonly Act[],
  env: Readonly<Record<string, string>> = {},
  ledger = new FakeLedger(),
): TestExplainer {
  const upstream = new FakeUpstream(acts);
  const { llm } = llmOf(upstream, ledger, env);
  const explainer = new Explainer(new StructuredLlm(llm, configOf(env)), new Clock(), configOf(env));
  const explain: TestExplainer['explain'] = (query = {}, terms = {}) =>
    explainer.explain({ ...SALES, ...query }, DATA, {
      principal: principalOf(),
      requestId: 'req_1',
      route: '/api/analytics-query',
      departure: new AbortController().signal,
      ...terms,
    });
  return { upstream, ledger, explainer, explain };
}
