import { invalidField, Turns } from '../kernel';
import { repeatedName } from './json-text';
import { outlineOf } from './json-outline';
import { shortened } from './shortened';
import { parseStrictText, requireUtf8 } from './strict-json';

/**
 * As `parseStrictJson`, for bytes that are passed on and that somebody else will read as well: a name that stands twice
 * in one object is refused, since two readers may take different ones. Long texts come as `(long text)`.
 * @throws GatewayError `malformed_body` or `validation_failed`
 */
export async function parseUnambiguousJson(bytes: Buffer): Promise<Record<string, unknown>> {
  requireUtf8(bytes);
  const turns = new Turns();
  const { text, names } = await outlineOf(bytes, turns);
  const { value, names: left } = await parseStrictText(text, turns);
  // Once it is parsed, of repeated names one is left.
  if (names === left) return value;
  throw invalidField(shortened(repeatedName(text) ?? ''), 'repeated', 'must not stand twice in one object');
}
