import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../kernel';

/** More fields than any form of ours has. */
const MAX_FIELDS = 100;

/**
 * Reads `application/x-www-form-urlencoded` (WHATWG URL section 5.1) into fields. Nothing is guessed: a repeated
 * name and an escape that is none are refused, so that what is checked later is what was sent.
 * @throws GatewayError `malformed_body`
 */
export function parseStrictForm(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) throw malformed('The body is empty; send a form');
  if (!isUtf8(bytes)) throw malformed('The body is not valid UTF-8');
  const pairs = bytes.toString('utf8').split('&');
  if (pairs.length > MAX_FIELDS) throw malformed('The form has too many fields');
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.includes('=') ? pair.indexOf('=') : pair.length;
    const name = decoded(pair.slice(0, at));
    if (fields.has(name)) throw malformed('A field of the form is repeated');
    fields.set(name, decoded(pair.slice(at + 1)));
  }
  // Own properties, whatever their names: `__proto__` is a field like others, and unknown.
  return Object.fromEntries(fields);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('The form is not valid percent-encoding of UTF-8');
  }
}

function malformed(detail: string): GatewayError {
  return new GatewayError('malformed_body', detail);
}
