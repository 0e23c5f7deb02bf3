import { Injectable } from '@nestjs/common';
import { validated, type RequestContext } from '../http';
import { Idempotency } from '../idempotency';
import type { Principal } from '../kernel';
import { queryFor } from './allowed-types';
import type { AnalyticsAnswer } from './analytics-answer';
import { AnalyticsQueryRegistry } from './analytics-query';
import type { AnalyticsQueryDto } from './analytics-query.dto';
import { AnalyticsRuns } from './analytics-runs';
import type { ExplainTerms } from './explainer';

/** How a question came in. */
export interface AnalyticsTransport extends Pick<ExplainTerms, 'route' | 'departure'> {
  readonly principal: Principal;
  /** The value of `Idempotency-Key`. */
  readonly idempotencyKey: string | undefined;
}

/** Questions from the list: their numbers are computed here, whatever becomes of the explanation. */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly registry: AnalyticsQueryRegistry,
    private readonly runs: AnalyticsRuns,
    private readonly idempotency: Idempotency,
  ) {}

  /**
   * Checks, computes and has explained. Raises what AnalyticsRuns and Idempotency raise, and `validation_failed` for
   * parameters that break the rules of their type or contradict themselves.
   */
  async answer(
    { query_type: type, parameters: given }: AnalyticsQueryDto,
    { id, body, onCall }: RequestContext,
    { principal, route, departure, idempotencyKey: key }: AnalyticsTransport,
  ): Promise<{ readonly answer: AnalyticsAnswer; readonly replayed: boolean }> {
    const query = queryFor(principal, type, this.registry);
    const parameters = await validated(query.parameters, given, 'parameters');
    const metrics = query.compute(parameters);
    // What is kept for who asks again is made to its end, whoever has left.
    const leaving = key === undefined ? departure : new AbortController().signal;
    const terms = { principal, requestId: id, route, departure: leaving, onCall };
    const run = (): Promise<AnalyticsAnswer> => this.runs.answer({ query, parameters, metrics, terms });
    if (key === undefined || body === undefined) return { answer: await run(), replayed: false };
    return this.idempotency.once({ principal: principal.id, route, key, body, departure }, run);
  }
}
