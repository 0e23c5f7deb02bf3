import { randomUUID } from 'node:crypto';
import type { Database, LedgerRow } from '../../storage';
import { DAY_MS } from './time-range';

/** The noon of a Saturday. */
export const NOON = Date.UTC(2026, 10, 21, 12);

/** A row of the ledger: a call of key `aaaaaaaaaaaa` at noon, over and paid, unless the test says otherwise. */
export function callOf(part: Partial<LedgerRow> = {}): LedgerRow {
  return {
    id: randomUUID(),
    request_id: 'req_1',
    principal: `key:${part.key_id ?? 'aaaaaaaaaaaa'}`,
    key_id: 'aaaaaaaaaaaa',
    user_id: null,
    token_id: null,
    token_has_budget: 0,
    route: '/api/query',
    query_type: null,
    upstream: 'fake',
    model: 'claude-sonnet-5-5',
    state: 'settled',
    ceiling_micro_usd: 1000,
    worker: null,
    deadline_at: null,
    input_tokens: 100,
    output_tokens: 20,
    cache_write_5m_tokens: 3,
    cache_write_1h_tokens: 4,
    cache_read_tokens: 5,
    web_searches: 1,
    cost_micro_usd: 250,
    outcome: 'answered',
    latency_ms: 10,
    first_token_ms: 1,
    created_at: NOON,
    attempts: 1,
    session_id: null,
    ...part,
  };
}

export const [KEY_A, KEY_B, USER] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'uuuuuuuuuuuu'] as const;
const MIDNIGHT = Date.UTC(2026, 10, 21);

/** Six calls of a key, a deleted key and a user, on three days. */
export const CALLS: readonly LedgerRow[] = [
  callOf({ created_at: NOON - 2 * DAY_MS, cost_micro_usd: 100 }),
  callOf({ created_at: MIDNIGHT - 1, cost_micro_usd: 200, model: 'claude-opus-4-8', route: '/v1/messages' }),
  callOf({ created_at: MIDNIGHT, cost_micro_usd: 400, query_type: 'mrr_analysis' }),
  callOf({ created_at: NOON - 2, key_id: KEY_B, cost_micro_usd: 800, input_tokens: 7 }),
  callOf({
    created_at: NOON - 1,
    key_id: null,
    user_id: USER,
    principal: `user:${USER}`,
    cost_micro_usd: 1600,
  }),
  callOf({
    created_at: NOON - 1,
    key_id: null,
    user_id: USER,
    principal: `user:${USER}/page`,
    token_id: 'tok',
    cost_micro_usd: 3200,
    query_type: 'mrr_analysis',
  }),
];

const ROWS_AT_ONCE = 500;

export async function addCalls(database: Database, rows: readonly LedgerRow[]): Promise<void> {
  await database.attempt(async (db) => {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      await db
        .insertInto('ledger')
        .values(rows.slice(from, from + ROWS_AT_ONCE))
        .execute();
  });
}

/** The key A is called `billing` and the user `ada`; the key B is deleted. */
export async function addNames(database: Database): Promise<void> {
  const bounds = { role: 'member', mode: 'full', tokens_valid_from: 0, created_at: 0 };
  await database.attempt(async (db) => {
    await db
      .insertInto('api_keys')
      .values({
        ...bounds,
        id: KEY_A,
        name: 'billing',
        hash: 'hash',
        allowed_ips: '[]',
        allowed_origins: '[]',
        models: '[]',
        query_types: '[]',
        capabilities: '[]',
        on_disconnect: 'abort',
      })
      .execute();
    await db
      .insertInto('users')
      .values({
        ...bounds,
        id: USER,
        username: 'ada',
        username_folded: 'ada',
        password_hash: 'hash',
        updated_at: 0,
      })
      .execute();
  });
}
