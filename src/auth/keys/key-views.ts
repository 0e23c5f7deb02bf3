import { budgetOfBody, budgetView, type BudgetView } from '../budget';
import type { ApiKey, KeySettings } from './api-key';
import type { ApiKeyRequest } from './api-keys';
import type { ChangedKey, KeyChange } from './key-administration';
import type { ChangeKeyDto, CreateKeyDto } from './key.dto';

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

/** A key with what is shown this once. */
export type KeyWithSecrets = KeyView & { readonly key?: string; readonly signing_secret?: string };

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

export function withSecrets({ apiKey, key, signingSecret }: ChangedKey): KeyWithSecrets {
  return {
    ...keyView(apiKey),
    ...(key === undefined ? {} : { key }),
    ...(signingSecret === undefined ? {} : { signing_secret: signingSecret }),
  };
}

export function requestOf(dto: CreateKeyDto): ApiKeyRequest {
  return { ...changeOf(dto), name: dto.name, role: dto.role };
}

/** What a body says, and nothing of what it leaves out; null takes a bound away. */
export function changeOf(dto: ChangeKeyDto | CreateKeyDto): KeyChange {
  const said: Record<keyof KeySettings | 'requireSignature', unknown> = {
    name: dto.name,
    role: dto.role,
    mode: dto.mode,
    allowedIps: dto.allowed_ips,
    allowedOrigins: dto.allowed_origins,
    models: dto.models,
    queryTypes: dto.query_types,
    capabilities: dto.capabilities,
    onDisconnect: dto.on_disconnect,
    rateLimit: dto.rate_limit && {
      maxRequests: dto.rate_limit.max_requests,
      windowSeconds: dto.rate_limit.window_seconds,
    },
    budget: dto.budget && budgetOfBody(dto.budget),
    maxConcurrency: dto.max_concurrency,
    expiresAt: dto.expires_at && Date.parse(dto.expires_at),
    requireSignature: dto.require_signature,
  };
  const entries = Object.entries(said).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? undefined]));
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
