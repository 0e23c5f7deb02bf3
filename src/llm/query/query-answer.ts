import { toUsd } from '../../kernel';
import type { LlmAnswer } from '../llm-call';
import { usageView, type UsageView } from '../usage-view';

/** The answer of `POST /api/query`, CONTRACT section 3. */
export interface QueryAnswer {
  readonly answer: string;
  readonly model: string;
  readonly stop_reason: string;
  readonly usage: UsageView;
  /** US dollars, in steps of a millionth. */
  readonly cost_usd: number;
  /** The chain that keeps the exchange; null: it could not be kept. */
  readonly chain_id: string | null;
  /** How many earlier exchanges of the chain the model was told of. */
  readonly turns_sent: number;
  /** Whether something less than a fresh answer of the model was given. */
  readonly degraded: boolean;
  readonly request_id: string;
}

/** An answer before it is kept in a chain. */
export function queryAnswer(answer: LlmAnswer, text: string, requestId: string): QueryAnswer {
  const { usage } = answer;
  return {
    answer: text,
    model: answer.model,
    stop_reason: answer.stopReason,
    usage: usageView(usage),
    cost_usd: toUsd(answer.cost),
    chain_id: null,
    turns_sent: 0,
    degraded: answer.degraded,
    request_id: requestId,
  };
}
