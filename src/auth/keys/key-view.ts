import { budgetView, type BudgetView } from '../budget';
import type { ApiKey } from './api-key';

/** A key as `/admin/keys` shows it: all but its secrets. Times are ISO 8601, UTC. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly mode: string;
  readonly allowed_ips: readonly string[];
  readonly allowed_origins: readonly string[];
  readonly models: readonly string[];
  readonly query_types: readonly string[];
  readonly capabilities: readonly string[];
  readonly on_disconnect: string;
  readonly rate_limit: { readonly max_requests: number; readonly window_seconds: number } | null;
  readonly budget: BudgetView | null;
  readonly max_concurrency: number | null;
  readonly require_signature: boolean;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

export function keyView(key: ApiKey): KeyView {
  const { rateLimit, budget } = key;
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    mode: key.mode,
    allowed_ips: key.allowedIps,
    allowed_origins: key.allowedOrigins,
    models: key.models,
    query_types: key.queryTypes,
    capabilities: key.capabilities,
    on_disconnect: key.onDisconnect,
    rate_limit:
      rateLimit === undefined
        ? null
        : { max_requests: rateLimit.maxRequests, window_seconds: rateLimit.windowSeconds },
    budget: budgetView(budget),
    max_concurrency: key.maxConcurrency ?? null,
    require_signature: key.signingSecret !== undefined,
    created_at: iso(key.createdAt),
    expires_at: key.expiresAt === undefined ? null : iso(key.expiresAt),
    revoked_at: key.revokedAt === undefined ? null : iso(key.revokedAt),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
