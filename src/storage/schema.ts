import type { Kysely } from 'kysely';

/** Rows of API keys. Times are epoch milliseconds, lists are JSON text: both engines store them alike. */
export interface ApiKeyRow {
  /** The public id inside the key. */
  id: string;
  name: string;
  role: string;
  /** Keyed hash of the whole key; the key itself is stored nowhere. */
  hash: string;
  mode: string;
  allowed_ips: string;
  allowed_origins: string;
  models: string;
  query_types: string;
  rate_limit_max: number | null;
  rate_limit_window_seconds: number | null;
  max_concurrency: number | null;
  budget_micro_usd: number | null;
  budget_period: string | null;
  /** Percent of the budget from which on alerts are raised; null: the gateway's. */
  budget_soft_percent: number | null;
  /** Sealed under a key derived from SECRET_KEY; null: requests need no signature. */
  signing_secret: string | null;
  /** Names of capabilities, JSON. */
  capabilities: string;
  /** Whether a call goes on when its client leaves: `abort` or `drain`. */
  on_disconnect: string;
  /** What the last rotation replaced, good until then. */
  previous_hash: string | null;
  previous_signing_secret: string | null;
  previous_until: number | null;
  /** Browser tokens issued before end with what the rotation replaced. */
  tokens_valid_from: number;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

/** Rows of people who log in. */
export interface UserRow {
  id: string;
  username: string;
  /** The user name in lower case: two names that differ by case alone are one. */
  username_folded: string;
  password_hash: string;
  role: string;
  mode: string;
  budget_micro_usd: number | null;
  budget_period: string | null;
  /** As that of a key. */
  budget_soft_percent: number | null;
  /** Tokens issued before this instant are no longer good. */
  tokens_valid_from: number;
  created_at: number;
  updated_at: number;
}

/** Rows of log-ins: the one refresh token of each that is good. */
export interface SessionRow {
  id: string;
  user_id: string;
  refresh_token_id: string;
  expires_at: number;
}

/** Rows of tokens and log-ins that were ended before their time. */
interface RevokedTokenRow {
  id: string;
  expires_at: number;
}

/** Rows of browser tokens: what was minted, and how much of its caps is used. */
export interface BrowserTokenRow {
  id: string;
  /** The owner of the credential that minted it, such as `key:4fK2…`. */
  parent: string;
  origin: string;
  max_requests: number | null;
  max_cost_micro_usd: number | null;
  requests: number;
  expires_at: number;
}

/** Rows of the ledger: exactly one for each call to an upstream. */
export interface LedgerRow {
  id: string;
  request_id: string;
  principal: string;
  key_id: string | null;
  /** The user at the root of the credential; null where a key is. */
  user_id: string | null;
  /** The token that asked; null for other credentials. */
  token_id: string | null;
  /** Whether that token has a budget of its own: 0 or 1. */
  token_has_budget: number;
  route: string;
  /** The whitelisted query that asked; null for free questions. */
  query_type: string | null;
  upstream: string;
  model: string;
  /** `reserved`, then for good `settled`, `aborted`, `forfeited` or `orphaned`. */
  state: string;
  /** What the call can cost at most; held in the budgets while it is reserved. */
  ceiling_micro_usd: number;
  /** The process that makes the call, and until when it is believed to live without a sign of it. */
  worker: string | null;
  deadline_at: number | null;
  input_tokens: number;
  output_tokens: number;
  cache_write_5m_tokens: number;
  cache_write_1h_tokens: number;
  cache_read_tokens: number;
  web_searches: number;
  /** Zero while it is reserved. */
  cost_micro_usd: number;
  outcome: string;
  /** Milliseconds from the call to its last byte. */
  latency_ms: number;
  /** Milliseconds to the first piece of the answer; null when none came. */
  first_token_ms: number | null;
  /** When it was reserved: it counts in the day and month of this instant (UTC). */
  created_at: number;
  /** How often the upstream was asked, retries included. */
  attempts: number;
  /** The session that the client named, for attribution. */
  session_id: string | null;
}

/** Rows of what each scope has spent and holds in one period: always the sums of its ledger rows. */
export interface BudgetCounterRow {
  /** Whose money: `gateway`, `key:4fK2…`, `user:9aB3…` or `token:` and its id. */
  scope: string;
  /** `2026-11-21`, `2026-11` or `total`. */
  period: string;
  spent_micro_usd: number;
  reserved_micro_usd: number;
  /** The highest soft limit that was told of as reached. */
  warned_micro_usd: number | null;
}

/** Rows of requests that came with an idempotency key, and of their answers. */
export interface IdempotencyRow {
  /** Hash of whose it is, the route and the key. */
  id: string;
  /** Hash of the body. */
  fingerprint: string;
  /** Sealed under a key derived from SECRET_KEY; null while the first attempt is under way. */
  answer: string | null;
  /** Who works on it, and until when that is believed without a sign of life. */
  worker: string;
  claimed_until: number;
  expires_at: number;
}

/** Rows of conversations, and of single analytics runs. */
export interface ChainRow {
  id: string;
  /** Whose it is, as in the ledger. */
  principal: string;
  key_id: string | null;
  user_id: string | null;
  /** `query`, or the type of the analytics query that it began with. */
  type: string;
  title: string;
  steps: number;
  cost_micro_usd: number;
  created_at: number;
  updated_at: number;
}

/** Rows of what was asked and answered in a chain. */
export interface ChainStepRow {
  chain_id: string;
  /** From 1 on. */
  position: number;
  request_id: string;
  type: string;
  /** Null: no model answered. */
  model: string | null;
  /** What was asked and answered, as JSON; null: not kept. */
  content: string | null;
  /** An estimate of what the content takes when it is sent again. */
  tokens: number;
  input_tokens: number;
  output_tokens: number;
  cost_micro_usd: number;
  /** 0 or 1. */
  degraded: number;
  created_at: number;
}

/** Rows of what was refused or went wrong, by hour, code and route. */
export interface ErrorCountRow {
  /** When the hour began. */
  hour: number;
  code: string;
  /** The declared path; empty where none matched. */
  route: string;
  layer: string;
  status: number;
  count: number;
  first_seen: number;
  last_seen: number;
  /** What one of them said, without secrets. */
  sample: string;
}

/** Rows of administrative acts that wait for their place in the audit trail. */
export interface AdminActRow {
  id: string;
  at: number;
  /** Who did what, with what changed, as JSON. */
  act: string;
}

/** Rows of the audit trail. All but `record` and `hash` repeats what the record says, to be looked for. */
export interface AuditRow {
  /** One start of one process. */
  writer: string;
  /** From 1 on. */
  seq: number;
  at: number;
  kind: string;
  actor: string | null;
  action: string | null;
  target: string | null;
  client: string | null;
  route: string | null;
  status: number | null;
  outcome: string | null;
  code: string | null;
  layer: string | null;
  request_id: string | null;
  /** JSON, just as it is hashed. */
  record: string;
  /** Of this row and, through the one before, of all before it. */
  hash: string;
}

/** Rows of what was signed of the audit trail: where a chain stood, or what a sealed segment had. */
export interface AuditCheckpointRow {
  writer: string;
  /** The last row that it is about. */
  seq: number;
  /** `batch` or `seal`. */
  kind: string;
  at: number;
  /** JSON, just as it is signed. */
  statement: string;
  /** The key that signed. */
  kid: string;
  signature: string;
}

/** Rows of former keys of the audit trail, each vouched for by the one that came after it. */
interface AuditKeyRow {
  kid: string;
  public_key: string;
  endorsed_by: string;
  signature: string;
}

/** Rows of what requests came to, added up over all replicas: by fifteen seconds, and by day. */
export interface TrafficRow {
  /** When the fifteen seconds, or the day, began: epoch milliseconds. */
  slot: number;
  /** What is added up, such as `requests` or `refused:budget`; of a day with `day:` before it, and whose it is. */
  measure: string;
  value: number;
}

export interface Schema {
  api_keys: ApiKeyRow;
  users: UserRow;
  sessions: SessionRow;
  revoked_tokens: RevokedTokenRow;
  browser_tokens: BrowserTokenRow;
  ledger: LedgerRow;
  budget_counters: BudgetCounterRow;
  idempotency: IdempotencyRow;
  chains: ChainRow;
  chain_steps: ChainStepRow;
  error_counts: ErrorCountRow;
  admin_acts: AdminActRow;
  audit_rows: AuditRow;
  audit_checkpoints: AuditCheckpointRow;
  audit_keys: AuditKeyRow;
  traffic: TrafficRow;
}

export type Queries = Kysely<Schema>;
