import { serializeInnerList, type InnerList } from 'structured-headers';
import { componentValue, type SignedMessage } from './signed-message';

/**
 * The text that a signature signs (RFC 9421 section 2.5). Undefined where a covered component is named twice, has
 * parameters of its own, or is not to be had from the request.
 */
export function signatureBase(message: SignedMessage, input: InnerList): string | undefined {
  const lines = new Map<string, string>();
  for (const [name, parameters] of input[0]) {
    if (typeof name !== 'string' || parameters.size > 0 || lines.has(name)) return undefined;
    const value = componentValue(message, name);
    if (value === undefined) return undefined;
    lines.set(name, `"${name}": ${value}`);
  }
  return [...lines.values(), `"@signature-params": ${serializeInnerList(input)}`].join('\n');
}
