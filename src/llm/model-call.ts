import { GatewayError, type ModelCall } from '../kernel';
import type { CallTally } from './call-tally';
import type { LlmCall } from './llm-call';
import { providerStatusOf } from './resilience/provider-refusal';

type Facts = Pick<ModelCall, 'provider' | 'asked' | 'outcome' | 'cost' | 'endedAt' | 'streamed'>;

/** A call that is accounted for, as those get to know it who watch. */
export function modelCallOf(
  { route, queryType }: LlmCall,
  { model, stopReason, usage, attempts, startedAt, firstTokenAt }: CallTally,
  facts: Facts,
  failure: unknown,
): ModelCall {
  return {
    ...facts,
    model,
    route,
    queryType,
    code: failure instanceof GatewayError ? failure.code : undefined,
    providerStatus: providerStatusOf(failure),
    stopReason,
    usage,
    attempts,
    startedAt,
    firstTokenAt,
  };
}
