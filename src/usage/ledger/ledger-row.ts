import { addUsage, NO_USAGE, type Usage } from '../../kernel';
import { storable, type LedgerRow } from '../../storage';
import type { Spender } from '../budgets/counters';
import type { Reservation, Settlement } from './ledger-entry';

/** The row of a call that is about to be made. */
function reservedRow(
  { id, call, ceiling, createdAt }: Reservation,
  worker: string,
  deadlineAt: number | null,
): LedgerRow {
  return {
    id,
    request_id: call.requestId,
    principal: storable(call.principal),
    key_id: call.keyId,
    user_id: call.userId,
    token_id: call.tokenId,
    token_has_budget: call.tokenHasBudget ? 1 : 0,
    route: call.route,
    query_type: call.queryType,
    upstream: call.upstream,
    model: storable(call.model),
    state: 'reserved',
    ceiling_micro_usd: Number(ceiling),
    worker,
    deadline_at: deadlineAt,
    ...usageColumns(NO_USAGE),
    cost_micro_usd: 0,
    outcome: 'under_way',
    latency_ms: 0,
    first_token_ms: null,
    created_at: createdAt,
    attempts: 0,
    session_id: call.sessionId,
  };
}

/** The same row when the call is over. */
export function finalRow(
  reservation: Reservation,
  result: NonNullable<Settlement['result']>,
  worker: string,
): LedgerRow {
  return {
    ...reservedRow(reservation, worker, null),
    model: storable(result.model),
    state: result.state,
    ...usageColumns((result.parts ?? []).reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE)),
    cost_micro_usd: Number(result.cost),
    outcome: result.outcome,
    latency_ms: result.latencyMs,
    first_token_ms: result.firstTokenMs,
    attempts: result.attempts,
  };
}

/** Whose money a row is about. */
export function spenderOf(
  row: Pick<LedgerRow, 'key_id' | 'user_id' | 'token_id' | 'token_has_budget' | 'created_at'>,
): Spender {
  return {
    keyId: row.key_id,
    userId: row.user_id,
    tokenId: row.token_id,
    tokenHasBudget: row.token_has_budget === 1,
    createdAt: row.created_at,
  };
}

function usageColumns(
  usage: Usage,
): Pick<
  LedgerRow,
  | 'input_tokens'
  | 'output_tokens'
  | 'cache_write_5m_tokens'
  | 'cache_write_1h_tokens'
  | 'cache_read_tokens'
  | 'web_searches'
> {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_write_5m_tokens: usage.cacheWrite5mTokens,
    cache_write_1h_tokens: usage.cacheWrite1hTokens,
    cache_read_tokens: usage.cacheReadTokens,
    web_searches: usage.webSearches,
  };
}
