import { randomId } from './random-id.js';

/** What of a request is signed. */
export interface Signable {
  readonly method: string;
  /** Path and query as the gateway sees them. */
  readonly target: string;
  readonly body: string | undefined;
}

/**
 * The headers that sign a request: RFC 9421 with `hmac-sha256`, the body by its digest (RFC 9530), as docs/signing.md of
 * the gateway has it. Each call has a nonce and a time of its own.
 */
export async function signatureOf(
  { method, target, body }: Signable,
  keyId: string,
  secret: string,
): Promise<Record<string, string>> {
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const values: Record<string, string> = { '@method': method, '@path': path, '@query': `?${query}` };
  if (body !== undefined) {
    const digest = await subtle().digest('SHA-256', bytesOf(body));
    values['content-digest'] = `sha-256=${base64(digest)}`;
  }
  const created = Math.floor(Date.now() / 1000);
  const names = Object.keys(values).map((name) => `"${name}"`);
  const input = `(${names.join(' ')});created=${String(created)};nonce="${randomId()}";keyid="${keyId}"`;
  const lines = Object.entries({ ...values, '@signature-params': input });
  const text = lines.map(([name, value]) => `"${name}": ${value}`).join('\n');
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await subtle().importKey('raw', bytesOf(secret), algorithm, false, ['sign']);
  const mac = await subtle().sign('HMAC', key, bytesOf(text));
  const { 'content-digest': contentDigest } = values;
  return {
    ...(contentDigest === undefined ? {} : { 'content-digest': contentDigest }),
    'signature-input': `sig=${input}`,
    signature: `sig=${base64(mac)}`,
  };
}

function subtle(): typeof crypto.subtle {
  const { subtle: found } = crypto as Partial<Crypto>;
  if (found === undefined)
    throw new TypeError('Signing needs WebCrypto, which pages without TLS do not have');
  return found;
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** As a byte sequence of structured fields (RFC 9651). */
function base64(buffer: ArrayBuffer): string {
  return `:${btoa(String.fromCharCode(...new Uint8Array(buffer)))}:`;
}
