import type { Columns, LedgerRow } from '../../storage';
import type { TypedColumns } from '../../storage/insertion';

type Name = keyof LedgerRow;

/** The columns of the ledger. */
export const COLUMNS: Columns<LedgerRow> = {
  id: 'text',
  request_id: 'text',
  principal: 'text',
  key_id: 'text',
  user_id: 'text',
  token_id: 'text',
  token_has_budget: 'bigint',
  route: 'text',
  query_type: 'text',
  upstream: 'text',
  model: 'text',
  state: 'text',
  ceiling_micro_usd: 'bigint',
  worker: 'text',
  deadline_at: 'bigint',
  input_tokens: 'bigint',
  output_tokens: 'bigint',
  cache_write_5m_tokens: 'bigint',
  cache_write_1h_tokens: 'bigint',
  cache_read_tokens: 'bigint',
  web_searches: 'bigint',
  cost_micro_usd: 'bigint',
  outcome: 'text',
  latency_ms: 'bigint',
  first_token_ms: 'bigint',
  created_at: 'bigint',
  attempts: 'bigint',
  session_id: 'text',
};

/** What a call is reserved with; of everything else its row says that nothing has come of it yet. */
export const RESERVED: readonly Name[] = [
  'id',
  'request_id',
  'principal',
  'key_id',
  'user_id',
  'token_id',
  'token_has_budget',
  'route',
  'query_type',
  'upstream',
  'model',
  'ceiling_micro_usd',
  'created_at',
  'session_id',
  'worker',
  'deadline_at',
];

/** What becomes known of a call when it is over. */
export const FINAL: readonly Name[] = [
  'state',
  'model',
  'input_tokens',
  'output_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cache_read_tokens',
  'web_searches',
  'cost_micro_usd',
  'outcome',
  'latency_ms',
  'first_token_ms',
  'attempts',
];

/** Some columns, in this order. */
export function typed(names: readonly Name[]): TypedColumns {
  return Object.fromEntries(names.map((name) => [name, COLUMNS[name]]));
}
