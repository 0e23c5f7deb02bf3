import { microUsd, NO_USAGE, type ModelCall } from '../kernel';

/** A call that was answered well, but for what is given. */
export function modelCall(given: Partial<ModelCall> = {}): ModelCall {
  return {
    provider: 'anthropic',
    asked: 'claude-haiku-4-5',
    model: 'claude-haiku-4-5-20251001',
    route: '/api/query',
    queryType: undefined,
    streamed: false,
    outcome: 'answered',
    code: undefined,
    providerStatus: undefined,
    stopReason: 'end_turn',
    usage: { ...NO_USAGE, inputTokens: 100, outputTokens: 20 },
    cost: microUsd(200n),
    attempts: 1,
    startedAt: 1000,
    firstTokenAt: 1500,
    endedAt: 3000,
    ...given,
  };
}
