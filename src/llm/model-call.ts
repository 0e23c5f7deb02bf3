import { GatewayError, type ModelCall } from '../kernel';
import type { CallTally } from './call-tally';
import type { LlmCall } from './llm-call';
import { providerStatusOf } from './resilience/provider-refusal';

type Facts = Pick<ModelCall, 'provider' | 'asked' | 'outcome' | 'cost' | 'endedAt' | 'streamed'>;

/** A call that is accounted for, as those get to know it who watch. */
export function modelCallOf(call: LlmCall, tally: CallTally, facts: Facts, failure: unknown): ModelCall {
  return {
    provider: facts.provider,
    asked: facts.asked,
    model: tally.model,
    route: call.route,
    queryType: call.queryType,
    streamed: facts.streamed,
    outcome: facts.outcome,
    code: failure instanceof GatewayError ? failure.code : undefined,
    providerStatus: failure === undefined ? undefined : providerStatusOf(failure),
    stopReason: tally.stopReason,
    usage: tally.usage,
    cost: facts.cost,
    attempts: tally.attempts,
    startedAt: tally.startedAt,
    firstTokenAt: tally.firstTokenAt,
    endedAt: facts.endedAt,
  };
}
