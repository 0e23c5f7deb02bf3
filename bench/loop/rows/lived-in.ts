import type { DatabaseConfig } from '../../../src/config';
import { openDatabase } from '../../../src/storage/database';
import { writeTrail } from './audit-trail';
import { execute, rows } from './sql';

const DAY_MS = 86_400_000;
const DAYS = 30;
const KEYS = 10_000;
const USERS = 10_000;
const CHAINS = 200_000;
/** So many of the keys have asked. */
const CALLERS = 50;

export interface Amounts {
  readonly ledger: number;
  readonly audit: number;
}

/** Fills a new store as a month of many callers would. */
export async function fillStore(
  store: DatabaseConfig,
  secret: string,
  { ledger, audit }: Amounts,
): Promise<void> {
  const database = await openDatabase(store);
  try {
    await writeTrail(database, secret, audit);
  } finally {
    await database.close();
  }
  const now = Date.now();
  await execute(store, [keys(now), users(now), chains(now), calls(now, ledger)]);
}

function keys(now: number): string {
  return rows('api_keys', KEYS, {
    id: "'k' || i",
    name: "'key ' || i",
    role: "'member'",
    hash: "'hash ' || i",
    allowed_ips: "'[]'",
    budget_micro_usd: '1000000 * (i % 100)',
    budget_period: "'month'",
    created_at: `${String(now)} - i * 1000`,
  });
}

function users(now: number): string {
  return rows('users', USERS, {
    id: "'u' || i",
    username: "'user' || i",
    username_folded: "'user' || i",
    password_hash: "''",
    role: "'member'",
    mode: "'full'",
    budget_micro_usd: '1000000 * (i % 100)',
    budget_period: "'day'",
    tokens_valid_from: '0',
    created_at: `${String(now)} - i * 1000`,
    updated_at: `${String(now)} - i * 1000`,
  });
}

function chains(now: number): string {
  return rows('chains', CHAINS, {
    id: "'chain' || i",
    principal: `'key:k' || (i % ${String(CALLERS)})`,
    key_id: `'k' || (i % ${String(CALLERS)})`,
    type: "'query'",
    title: "'What did they ask in conversation ' || i",
    steps: '1 + i % 9',
    cost_micro_usd: 'i % 1000',
    created_at: `${String(now)} - i * 10000`,
    updated_at: `${String(now)} - i * 10000`,
  });
}

function calls(now: number, count: number): string {
  const apart = Math.floor((DAYS * DAY_MS) / count);
  return rows('ledger', count, {
    id: "'call' || i",
    request_id: "'req_' || i",
    principal: `'key:k' || (i % ${String(CALLERS)})`,
    key_id: `'k' || (i % ${String(CALLERS)})`,
    route: "case i % 3 when 0 then '/api/query' else '/v1/messages' end",
    upstream: "'anthropic'",
    model: "'claude-sonnet-5-' || (i % 5)",
    state: "case i % 20 when 0 then 'aborted' else 'settled' end",
    ceiling_micro_usd: '90000',
    input_tokens: '100 + i % 900',
    output_tokens: 'i % 500',
    cache_write_5m_tokens: '0',
    cache_write_1h_tokens: '0',
    cache_read_tokens: 'i % 50',
    web_searches: '0',
    cost_micro_usd: '1 + i % 20000',
    outcome: "'answered'",
    latency_ms: '1000 + i % 3000',
    created_at: `${String(now)} - i * ${String(apart)}`,
  });
}
