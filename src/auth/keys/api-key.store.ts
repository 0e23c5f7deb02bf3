import { Injectable } from '@nestjs/common';
import type { Role } from '../../kernel';
import { Database, type ApiKeyRow } from '../../storage';
import type { ApiKey } from './api-key';

/** The table of API keys. Each call raises `store_unavailable` when the database does not answer. */
@Injectable()
export class ApiKeyStore {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<ApiKey | undefined> {
    const row = await this.database.attempt((db) =>
      db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row === undefined ? undefined : fromRow(row);
  }

  async list(): Promise<readonly ApiKey[]> {
    const rows = await this.database.attempt((db) =>
      db.selectFrom('api_keys').selectAll().orderBy('created_at').orderBy('id').execute(),
    );
    return rows.map(fromRow);
  }

  async isEmpty(): Promise<boolean> {
    const row = await this.database.attempt((db) =>
      db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst(),
    );
    return row === undefined;
  }

  /** Adds a key; one that is there already stays as it is, so that replicas may boot together. */
  async add(key: ApiKey): Promise<void> {
    await this.database.attempt((db) =>
      db
        .insertInto('api_keys')
        .values(toRow(key))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute(),
    );
  }

  /** Whether there was a key of that id that had not been revoked before. */
  async revoke(id: string, at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.database.attempt((db) =>
      db
        .updateTable('api_keys')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }
}

function toRow(key: ApiKey): ApiKeyRow {
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    hash: key.hash,
    allowed_ips: JSON.stringify(key.allowedIps),
    rate_limit_max: key.rateLimit?.maxRequests ?? null,
    rate_limit_window_seconds: key.rateLimit?.windowSeconds ?? null,
    created_at: key.createdAt,
    expires_at: key.expiresAt ?? null,
    revoked_at: key.revokedAt ?? null,
  };
}

function fromRow(row: ApiKeyRow): ApiKey {
  const { rate_limit_max: maxRequests, rate_limit_window_seconds: windowSeconds } = row;
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    hash: row.hash,
    allowedIps: JSON.parse(row.allowed_ips) as readonly string[],
    rateLimit: maxRequests === null || windowSeconds === null ? undefined : { maxRequests, windowSeconds },
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
