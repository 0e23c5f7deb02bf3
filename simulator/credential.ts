import type { IncomingHttpHeaders } from 'node:http';
import { ApiError, invalidRequest } from './api-error';

/** The version from which `temperature`, `top_p` and `top_k` are refused. */
export const STRICT_VERSION = '2026-10-21';

const VERSIONS: ReadonlySet<string> = new Set(['2023-06-01', STRICT_VERSION]);

/** The credentials a request carries, as received: `x-api-key` and the token after `Authorization: Bearer`. */
export function credentialsOf(headers: IncomingHttpHeaders): readonly string[] {
  const key = headers['x-api-key'];
  const bearer = /^bearer\s+(.*)$/i.exec(headers.authorization ?? '')?.[1];
  return [key, bearer].filter((value): value is string => typeof value === 'string' && value.trim() !== '');
}

/** Any credential is good, so that no real key is ever needed, but for one that starts with `invalid`. */
export function checkCredential(headers: IncomingHttpHeaders): void {
  const credentials = credentialsOf(headers);
  if (credentials.length === 0) throw new ApiError(401, 'x-api-key header is required');
  if (credentials.some((value) => value.startsWith('invalid'))) throw new ApiError(401, 'invalid x-api-key');
}

/** The `anthropic-version` of a request; 400 when it is missing or unknown. */
export function requireVersion(headers: IncomingHttpHeaders): string {
  const version = headers['anthropic-version'];
  if (typeof version !== 'string' || version === '') {
    throw invalidRequest('anthropic-version: header is required');
  }
  if (!VERSIONS.has(version)) {
    throw invalidRequest(`anthropic-version: "${version}" is not a valid version`);
  }
  return version;
}
