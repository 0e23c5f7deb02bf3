import { budgetOfBody } from '../budget';
import type { KeySettings } from './api-key';
import type { ApiKeyRequest } from './api-keys';
import type { ChangedKey, KeyChange } from './key-administration';
import type { ChangeKeyDto, CreateKeyDto } from './key.dto';
import { keyView, type KeyView } from './key-view';

export { keyView, type KeyView } from './key-view';

/** A key with what is shown this once. */
export type KeyWithSecrets = KeyView & { readonly key?: string; readonly signing_secret?: string };

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
