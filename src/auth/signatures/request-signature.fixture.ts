import { signedHeaders, type Signing } from '../../../test/support/sign';
import type { SignedMessage } from './request-signature';

export const KEY = { id: '4fK2mZpQ7wXa', secret: 'sps_a-test-fixture-and-nobodys-secret' };
export const SECONDS = 1_793_000_000;
export const NOW = SECONDS * 1000;

/** What an honest client signs, but for the change. */
export function signing(change: Partial<Signing> = {}): Signing {
  return {
    method: 'POST',
    url: '/api/query',
    body: '{"question":"Which plan earns more?"}',
    keyId: KEY.id,
    secret: KEY.secret,
    created: SECONDS,
    ...change,
  };
}

/** The request as it arrives, with the headers of its signature or with others. */
export function messageOf(
  signed: Signing,
  headers: Record<string, string> = signedHeaders(signed),
): SignedMessage {
  return {
    method: signed.method,
    target: signed.url,
    rawHeaders: ['Host', 'gateway.example', ...Object.entries(headers).flat()],
    hasBody: signed.body !== undefined,
  };
}
