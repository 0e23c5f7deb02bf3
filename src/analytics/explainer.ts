import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { addUsage, Clock, GatewayError, microUsd, NO_USAGE } from '../kernel';
import {
  dataTurn,
  isModelAway,
  StructuredLlm,
  turnOf,
  type CallTerms,
  type StructuredAnswer,
  type Turn,
} from '../llm';
import type { Explained } from './analytics-answer';
import type { AnalyticsQuery } from './analytics-query';
import type { Explanation } from './explanation';
import { ungroundedNumbers } from './grounding/grounding';

const RULES =
  'Every number that you write must stand in the data, or be one of them rounded; a ratio may be written as a ' +
  'percentage. Do no arithmetic of your own, and give no number, date or cause that the data does not have. ' +
  'Where a metric is null, say that it cannot be computed and why. Names such as step_2 are codes: repeat them as ' +
  'they are. Plain text without markup.';

/** Who asks, and how it came in. */
export type ExplainTerms = Pick<CallTerms, 'principal' | 'requestId' | 'route' | 'departure' | 'onCall'>;

/** One try at an explanation, and what is wrong with it. */
interface Attempt extends StructuredAnswer<Explanation> {
  readonly ungrounded: readonly string[];
}

/** Has Claude explain numbers, and checks that it keeps to them. */
@Injectable()
export class Explainer {
  /** Both attempts together take no longer than one call may. */
  readonly #longestMs: number;

  constructor(
    private readonly llm: StructuredLlm,
    private readonly clock: Clock,
    config: GatewayConfig,
  ) {
    this.#longestMs = config.upstream.timeoutMs;
  }

  /**
   * Explains `data`, with a second attempt where the first says numbers of its own or does not fill in the form. Without
   * the provider, or money for it, there is no explanation and a reason.
   * @throws GatewayError what LlmService raises besides that: `model_denied`, `store_unavailable`
   * @throws AbortError when the departure fires
   */
  async explain(query: AnalyticsQuery, data: object, terms: ExplainTerms): Promise<Explained> {
    const turns = [dataTurn(JSON.stringify(data), `${query.prompt}\n\n${RULES}`)];
    const deadline = this.clock.now() + this.#longestMs;
    const first = await this.#attempt(query, data, turns, { ...terms, maxCost: query.maxCost }).catch(failed);
    if (first instanceof GatewayError) return without(first);
    if (first.filled !== undefined && first.ungrounded.length === 0) return outcomeOf([first]);
    const second = await this.#attempt(query, data, [...turns, ...findingOf(first)], {
      ...terms,
      maxCost: microUsd(query.maxCost - first.cost),
      waitsMs: Math.max(1, deadline - this.clock.now()),
    }).catch(failed);
    return second instanceof GatewayError ? outcomeOf([first], second.cost) : outcomeOf([first, second]);
  }

  async #attempt(
    query: AnalyticsQuery,
    data: object,
    turns: readonly Turn[],
    terms: CallTerms,
  ): Promise<Attempt> {
    const { output: form, model, maxTokens, id: queryType } = query;
    const answer = await this.llm.ask({ ...terms, once: true, form, model, maxTokens, turns, queryType });
    return {
      ...answer,
      ungrounded: answer.filled === undefined ? [] : ungroundedNumbers(textsOf(answer.filled), data),
    };
  }
}

/** The conversation after a first attempt: what it said, and what is wrong with that. */
function findingOf({ filled, text, ungrounded }: Attempt): readonly Turn[] {
  const finding =
    filled === undefined
      ? 'That does not fill in the form. Fill it in, in fewer words.'
      : `These numbers stand in none of the data: ${JSON.stringify(ungrounded)}. Fill in the form again without them.`;
  return [...(text.trim() === '' ? [] : [turnOf('assistant', text)]), turnOf('user', finding)];
}

/** What cannot be done without is raised; a model that is away is an outcome. */
function failed(error: unknown): GatewayError {
  if (isModelAway(error)) return error;
  throw error;
}

/**
 * The better of the attempts: filled in, and with fewer numbers of its own; of equals the first.
 * @param lost what a further attempt has cost that came to nothing
 */
function outcomeOf(attempts: readonly Attempt[], lost = microUsd(0n)): Explained {
  const spent = {
    usage: attempts.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE),
    cost: microUsd(attempts.reduce<bigint>((sum, { cost }) => sum + cost, lost)),
  };
  const filled = attempts.filter((attempt) => attempt.filled !== undefined);
  const [best] = filled.sort((one, other) => one.ungrounded.length - other.ungrounded.length);
  if (best?.filled === undefined) {
    const unfit = new GatewayError(
      'upstream_error',
      'The model did not answer in the form that it was given',
    );
    return { ...without(unfit), ...spent, model: attempts.at(-1)?.model ?? null };
  }
  const { filled: explanation, ungrounded, model, degraded } = best;
  return { explanation, ungrounded, model, degraded, reason: null, ...spent };
}

function without({ code, message: detail, cost = microUsd(0n) }: GatewayError): Explained {
  return {
    explanation: null,
    ungrounded: [],
    model: null,
    usage: NO_USAGE,
    cost,
    degraded: true,
    reason: { code, detail },
  };
}

/** Every string of a form, at any depth. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
