import { toUsd } from '../../kernel';
import type { LlmAnswer } from '../llm-call';

/** The answer of `POST /api/query`, CONTRACT section 3. */
export interface QueryAnswer {
  readonly answer: string;
  readonly model: string;
  readonly stop_reason: string;
  readonly usage: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly cache_creation_input_tokens: number;
    readonly cache_read_input_tokens: number;
  };
  /** US dollars, in steps of a millionth. */
  readonly cost_usd: number;
  /** Null: the exchange is not kept in a chain. */
  readonly chain_id: null;
  /** Whether something less than a fresh answer of the model was given. */
  readonly degraded: boolean;
  readonly request_id: string;
}

export function queryAnswer(answer: LlmAnswer, text: string, requestId: string): QueryAnswer {
  const { usage } = answer;
  return {
    answer: text,
    model: answer.model,
    stop_reason: answer.stopReason,
    usage: {
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      cache_creation_input_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
      cache_read_input_tokens: usage.cacheReadTokens,
    },
    cost_usd: toUsd(answer.cost),
    chain_id: null,
    degraded: answer.degraded,
    request_id: requestId,
  };
}
