import type { IncomingMessage } from 'node:http';
import { invalidField } from '../kernel';

/** What an answer that was given before says of itself. */
export const REPLAYED: readonly string[] = ['Idempotent-Replayed', 'true'];

const FIELD = 'Idempotency-Key';
const NAME = FIELD.toLowerCase();

/** 1 to 255 visible characters of ASCII. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The value of the header `Idempotency-Key`, undefined when there is none. The same header twice is one header.
 * @throws GatewayError `validation_failed` naming `Idempotency-Key` when the value is not 1 to 255 visible ASCII
 * characters, or when several headers differ
 */
export function idempotencyKeyOf(request: IncomingMessage): string | undefined {
  // Node takes headers apart once more for the others.
  if (request.headers[NAME] === undefined) return undefined;
  const [key, ...others] = new Set(request.headersDistinct[NAME]);
  if (others.length > 0) throw invalidField(FIELD, 'unique', 'was sent several times with different values');
  if (key === undefined || KEY.test(key)) return key;
  throw invalidField(FIELD, 'format', 'must be 1 to 255 visible ASCII characters without spaces');
}
