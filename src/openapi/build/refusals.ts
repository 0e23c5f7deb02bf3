import type { ErrorCode } from '../../kernel';
import { isPublic } from '../../auth';
import type { RouteDescription } from '../topic';
import type { RouteFacts } from './route-facts';

/** Before anybody knows which route it is, and whatever it is. */
const ANYWHERE: readonly ErrorCode[] = [
  'malformed_request',
  'ip_denied',
  'request_timeout',
  'expectation_failed',
  'rate_limited',
  'headers_too_large',
  'internal_error',
];

const WITH_CREDENTIAL: readonly ErrorCode[] = [
  'credential_ambiguous',
  'credential_missing',
  'credential_invalid',
  'credential_expired',
  'signature_missing',
  'signature_invalid',
  'signature_expired',
  'signature_replayed',
  'origin_denied',
  // Query parameters that the route does not take.
  'validation_failed',
  'shutting_down',
  'overloaded',
  'store_unavailable',
];

const WITH_QUOTA: readonly ErrorCode[] = ['concurrency_limited', 'budget_exhausted'];

const WITH_BODY: readonly ErrorCode[] = [
  'malformed_body',
  'validation_failed',
  'body_too_large',
  'unsupported_media_type',
];

const WITH_MODEL: readonly ErrorCode[] = [
  'budget_exhausted',
  'model_denied',
  'upstream_error',
  'upstream_unavailable',
  'upstream_timeout',
  'overloaded',
];

/** Every code that a route can refuse with: by the guards before it, and by what it does. */
export function refusalsOf(
  { access, name, reads, method }: RouteFacts,
  { asksModel, refusals = [] }: RouteDescription,
): ReadonlySet<ErrorCode> {
  const codes = new Set<ErrorCode>([...ANYWHERE, ...refusals]);
  const add = (more: readonly ErrorCode[]): void => {
    for (const code of more) codes.add(code);
  };
  const countsAgainstQuota = access?.quota !== 'free';
  if (!isPublic(access)) add(WITH_CREDENTIAL);
  else if (countsAgainstQuota) add(['shutting_down']);
  if (!isPublic(access) && countsAgainstQuota) add(WITH_QUOTA);
  if (access !== undefined && 'atLeast' in access) {
    if (access.atLeast !== 'readonly') add(['role_denied']);
    if (!(access.viewer ?? method === 'GET')) add(['mode_denied']);
  }
  if (reads.length > 0) add(WITH_BODY);
  if (name.includes(':')) add(['not_found']);
  if (asksModel === true) add(WITH_MODEL);
  return codes;
}
