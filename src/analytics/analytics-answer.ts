import { NO_USAGE, toUsd, type ErrorCode, type MicroUsd, type Usage } from '../kernel';
import type { Explanation } from './explanation';
import { usageView, type UsageView } from '../llm';

/** What came of asking Claude to explain numbers. */
export interface Explained {
  /** Null: there is none, for the reason that is given. */
  readonly explanation: Explanation | null;
  /** Numbers of the explanation that are in none of the data, as they stand in it. */
  readonly ungrounded: readonly string[];
  /** The model that explained, or failed to; null: none answered. */
  readonly model: string | null;
  /** Of all attempts together. */
  readonly usage: Usage;
  readonly cost: MicroUsd;
  /** Whether there is less than a fresh explanation of the model that was asked. */
  readonly degraded: boolean;
  readonly reason: { readonly code: ErrorCode; readonly detail: string } | null;
}

/** The answer of `POST /api/analytics-query`, CONTRACT section 3. */
export interface AnalyticsAnswer {
  readonly query_type: string;
  readonly version: number;
  readonly metrics: object;
  /** The summary of the explanation; null: the numbers stand alone. */
  readonly answer: string | null;
  readonly explanation: Explanation | null;
  /** Whether each number in the explanation is a metric or a datum; null without one. */
  readonly grounded: boolean | null;
  readonly ungrounded_numbers: readonly string[];
  readonly model: string | null;
  readonly usage: UsageView;
  /** US dollars, in steps of a millionth. */
  readonly cost_usd: number;
  /** Whether the explanation was paid for by another request. */
  readonly cached: boolean;
  readonly degraded: boolean;
  /** Why there is no explanation: a code of docs/errors.md. */
  readonly reason: ErrorCode | null;
  /** The same as a sentence. */
  readonly detail: string | null;
  /** The chain that keeps the run; null: none does. */
  readonly chain_id: string | null;
  readonly request_id: string;
}

/** A run without what differs between those who share it. */
export type SharedAnswer = Omit<AnalyticsAnswer, 'cached' | 'request_id'>;

export function sharedAnswer(
  query: { readonly id: string; readonly version: number },
  metrics: object,
  explained: Explained,
  chainId: string | null,
): SharedAnswer {
  const { explanation, ungrounded, usage, reason } = explained;
  return {
    query_type: query.id,
    version: query.version,
    metrics,
    answer: explanation?.summary ?? null,
    explanation,
    grounded: explanation === null ? null : ungrounded.length === 0,
    ungrounded_numbers: ungrounded,
    model: explained.model,
    usage: usageView(usage),
    cost_usd: toUsd(explained.cost),
    degraded: explained.degraded,
    reason: reason?.code ?? null,
    detail: reason?.detail ?? null,
    chain_id: chainId,
  };
}

/** The answer for one who asked. What somebody else's request has paid for costs nothing and uses nothing. */
export function answerFor(shared: SharedAnswer, requestId: string, cached: boolean): AnalyticsAnswer {
  const own = { ...shared, cached, request_id: requestId };
  if (!cached) return own;
  return { ...own, usage: usageView(NO_USAGE), cost_usd: 0 };
}
