import { randomUUID } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { MicroUsd } from '../kernel';
import { Database, type LedgerRow } from '../storage';
import { GroupCommit } from './group-commit';
import type { LedgerEntry } from './ledger-entry';
import { Prices } from './prices';

/** Prices each call to an upstream and keeps one durable row of it. */
@Injectable()
export class Ledger implements BeforeApplicationShutdown {
  readonly #commits: GroupCommit<LedgerRow>;

  constructor(
    database: Database,
    private readonly prices: Prices,
  ) {
    this.#commits = new GroupCommit((rows) =>
      database.attempt(async (db) => {
        await db
          .insertInto('ledger')
          .values([...rows])
          .execute();
      }),
    );
  }

  /** Resolves with the cost when the row is durable. @throws GatewayError `store_unavailable` */
  async record(entry: LedgerEntry): Promise<MicroUsd> {
    const cost = this.prices.cost(entry.model, entry.usage, entry.createdAt);
    await this.#commits.add(toRow(entry, cost));
    return cost;
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#commits.idle();
  }
}

function toRow(entry: LedgerEntry, cost: MicroUsd): LedgerRow {
  return {
    id: randomUUID(),
    request_id: entry.requestId,
    principal: entry.principal,
    key_id: entry.keyId,
    token_id: entry.tokenId,
    route: entry.route,
    upstream: entry.upstream,
    model: entry.model,
    input_tokens: entry.usage.inputTokens,
    output_tokens: entry.usage.outputTokens,
    cache_write_5m_tokens: entry.usage.cacheWrite5mTokens,
    cache_write_1h_tokens: entry.usage.cacheWrite1hTokens,
    cache_read_tokens: entry.usage.cacheReadTokens,
    cost_micro_usd: Number(cost),
    outcome: entry.outcome,
    latency_ms: entry.latencyMs,
    first_token_ms: entry.firstTokenMs,
    created_at: entry.createdAt,
    attempts: entry.attempts,
    session_id: entry.sessionId,
  };
}
