import { Injectable } from '@nestjs/common';
import type { Mode, OnDisconnect, Role } from '../../kernel';
import { Database, type ApiKeyRow, type Queries } from '../../storage';
import { budgetColumns, budgetOfColumns } from '../budget';
import type { Page, Paging } from '../paging';
import type { ApiKey, StoredSecrets } from './api-key';

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

  async page(paging: Paging<'created_at' | 'name'>): Promise<Page<ApiKey>> {
    const { column, limit, offset } = paging;
    const order = paging.descending ? 'desc' : 'asc';
    return this.database.attempt(async (db) => {
      const count = db.selectFrom('api_keys').select((rows) => rows.fn.countAll<number>().as('total'));
      const page = db.selectFrom('api_keys').selectAll().orderBy(column, order).orderBy('id', order);
      const { total } = await count.executeTakeFirstOrThrow();
      return { rows: (await page.limit(limit).offset(offset).execute()).map(fromRow), total };
    });
  }

  /** The origins of all keys that are in use at a time (epoch milliseconds), without `*`. */
  async origins(now: number): Promise<readonly string[]> {
    const rows = await this.database.attempt((db) =>
      db
        .selectFrom('api_keys')
        .select('allowed_origins')
        .distinct()
        .where('allowed_origins', '<>', '[]')
        .where('revoked_at', 'is', null)
        .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]))
        .execute(),
    );
    return rows.flatMap((row) => listOf(row.allowed_origins)).filter((origin) => origin !== '*');
  }

  async isEmpty(): Promise<boolean> {
    const row = await this.database.attempt((db) =>
      db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst(),
    );
    return row === undefined;
  }

  /**
   * Adds a key; one that is there already stays as it is, so that replicas may boot together.
   * @param also what happens with it, in the same transaction
   */
  async add(key: ApiKey, also?: (db: Queries) => Promise<void>): Promise<void> {
    await this.database.transaction(async (db) => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('api_keys')
        .values(toRow(key))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 1n) await also?.(db);
    });
  }

  /**
   * Changes a key by what `decide` makes of it, or deletes it; nobody else changes it in between. What `decide` throws,
   * and what `also` throws of the store as it is then, leaves everything as it was. Undefined: no such key.
   */
  change(
    id: string,
    decide: (key: ApiKey) => ApiKey | undefined,
    also?: (before: ApiKey, after: ApiKey | undefined, db: Queries) => Promise<void>,
  ): Promise<{ readonly before: ApiKey; readonly after: ApiKey | undefined } | undefined> {
    return this.database.exclusively(async (db) => {
      const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return undefined;
      const before = fromRow(row);
      const after = decide(before);
      if (after === undefined) await db.deleteFrom('api_keys').where('id', '=', id).execute();
      else await db.updateTable('api_keys').set(toRow(after)).where('id', '=', id).execute();
      await also?.(before, after, db);
      return { before, after };
    });
  }

  /** Puts the secrets of a key in another form, unless somebody has changed them meanwhile. */
  async reseal(key: ApiKey, { hash, signingSecret }: StoredSecrets): Promise<void> {
    await this.database.attempt((db) =>
      db
        .updateTable('api_keys')
        .set({ hash, signing_secret: signingSecret ?? null })
        .where('id', '=', key.id)
        .where('hash', '=', key.hash)
        .execute(),
    );
  }
}

function toRow(key: ApiKey): ApiKeyRow {
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    mode: key.mode,
    hash: key.hash,
    allowed_ips: JSON.stringify(key.allowedIps),
    allowed_origins: JSON.stringify(key.allowedOrigins),
    models: JSON.stringify(key.models),
    query_types: JSON.stringify(key.queryTypes),
    capabilities: JSON.stringify(key.capabilities),
    on_disconnect: key.onDisconnect,
    rate_limit_max: key.rateLimit?.maxRequests ?? null,
    rate_limit_window_seconds: key.rateLimit?.windowSeconds ?? null,
    max_concurrency: key.maxConcurrency ?? null,
    ...budgetColumns(key.budget),
    signing_secret: key.signingSecret ?? null,
    previous_hash: key.previous?.hash ?? null,
    previous_signing_secret: key.previous?.signingSecret ?? null,
    previous_until: key.previous?.until ?? null,
    tokens_valid_from: key.tokensValidFrom,
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
    mode: row.mode as Mode,
    hash: row.hash,
    allowedIps: listOf(row.allowed_ips),
    allowedOrigins: listOf(row.allowed_origins),
    models: listOf(row.models),
    queryTypes: listOf(row.query_types),
    capabilities: listOf(row.capabilities),
    onDisconnect: row.on_disconnect as OnDisconnect,
    rateLimit: maxRequests === null || windowSeconds === null ? undefined : { maxRequests, windowSeconds },
    maxConcurrency: row.max_concurrency ?? undefined,
    budget: budgetOfColumns(row),
    signingSecret: row.signing_secret ?? undefined,
    previous: previousOf(row),
    tokensValidFrom: row.tokens_valid_from,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}

function listOf(text: string): readonly string[] {
  return JSON.parse(text) as readonly string[];
}

function previousOf({
  previous_hash: hash,
  previous_signing_secret: signingSecret,
  previous_until: until,
}: ApiKeyRow): ApiKey['previous'] {
  if (hash === null || until === null) return undefined;
  return { hash, signingSecret: signingSecret ?? undefined, until };
}
