import type { Kysely } from 'kysely';

/** Rows of API keys. Times are epoch milliseconds, lists are JSON text: both engines store them alike. */
export interface ApiKeyRow {
  /** The public id inside the key. */
  id: string;
  name: string;
  role: string;
  /** Keyed hash of the whole key; the key itself is stored nowhere. */
  hash: string;
  allowed_ips: string;
  rate_limit_max: number | null;
  rate_limit_window_seconds: number | null;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

/** Rows of the ledger: exactly one for each call to an upstream. */
export interface LedgerRow {
  id: string;
  request_id: string;
  principal: string;
  key_id: string | null;
  route: string;
  upstream: string;
  model: string;
  input_tokens: number;
  output_tokens: number;
  cache_write_5m_tokens: number;
  cache_write_1h_tokens: number;
  cache_read_tokens: number;
  cost_micro_usd: number;
  outcome: string;
  /** Milliseconds from the call to its last byte. */
  latency_ms: number;
  /** Milliseconds to the first piece of the answer; null when none came. */
  first_token_ms: number | null;
  created_at: number;
}

export interface Schema {
  api_keys: ApiKeyRow;
  ledger: LedgerRow;
}

export type Queries = Kysely<Schema>;
