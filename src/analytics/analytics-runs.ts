import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Chains } from '../chains';
import { answerFor, sharedAnswer, type AnalyticsAnswer, type SharedAnswer } from './analytics-answer';
import type { AnalyticsQuery } from './analytics-query';
import { Explainer, type ExplainTerms } from './explainer';
import { KeepTimes } from './keep-times';
import { SharedAnswers } from './shared-answers';

/** One question, checked and computed, and who asks it. */
export interface Run {
  readonly query: AnalyticsQuery;
  readonly parameters: object;
  readonly metrics: object;
  readonly terms: ExplainTerms;
}

/** Runs of queries: one explanation for all who ask the same, and one step of a chain. */
@Injectable()
export class AnalyticsRuns {
  readonly #shared = new SharedAnswers<SharedAnswer>();

  constructor(
    private readonly explainer: Explainer,
    private readonly chains: Chains,
    private readonly keepTimes: KeepTimes,
  ) {}

  /** The answer to one who asks. Raises what Explainer raises. */
  async answer(run: Run): Promise<AnalyticsAnswer> {
    const { query, terms } = run;
    const { answer, isOwn } = await this.#shared.share(
      keyOf(run),
      terms.departure,
      (departure) => this.#explained({ ...run, terms: { ...terms, departure } }),
      ({ degraded }) => (degraded ? 0 : this.keepTimes.of(query.id)),
    );
    return answerFor(answer, terms.requestId, !isOwn);
  }

  async #explained({ query, parameters, metrics, terms }: Run): Promise<SharedAnswer> {
    const explained = await this.explainer.explain(query, { parameters, metrics }, terms);
    const { explanation, model, usage, cost, degraded } = explained;
    const chainId = await this.chains.record({
      chainId: undefined,
      principal: terms.principal,
      type: query.id,
      title: query.title,
      neutralTitle: query.title,
      requestId: terms.requestId,
      model,
      content: { kind: 'analytics', parameters, metrics, answer: explanation?.summary ?? null, explanation },
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      cost,
      degraded,
    });
    return sharedAnswer(query, metrics, explained, chainId);
  }
}

/**
 * The same for the same question of the same owner, whatever the order of its fields; apart for credentials of that owner
 * that may ask other models, or have money of their own.
 */
function keyOf({ query, parameters, terms }: Run): string {
  const { id, models = null, token } = terms.principal;
  const purse = token?.maxCost === undefined ? null : token.id;
  const asked = [id, models, purse, query.id, query.version, parameters];
  return createHash('sha256').update(JSON.stringify(asked, inOrder)).digest('base64url');
}

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
