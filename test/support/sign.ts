import { createHash, createHmac, randomUUID } from 'node:crypto';

/** What to sign, and where to differ from what an honest client does. */
export interface Signing {
  readonly method: string;
  /** A whole URL, or its path and query. */
  readonly url: string;
  readonly body?: string | Uint8Array | undefined;
  /** The public id of the API key. */
  readonly keyId: string;
  /** The signing secret that belongs to it. */
  readonly secret: string;
  /** Unix seconds; now if left out. */
  readonly created?: number;
  readonly nonce?: string;
  /** Further headers: sent, and covered too. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is covered, instead of all that can be. */
  readonly components?: readonly string[];
  /** More parameters of the signature, such as `alg`; undefined leaves one of the usual ones out. */
  readonly parameters?: Readonly<Record<string, string | number | undefined>>;
  /** A `Content-Digest` in place of the right one. */
  readonly contentDigest?: string;
  readonly label?: string;
}

/**
 * The headers that sign a request (RFC 9421 and 9530) as docs/signing.md asks for, made from `node:crypto` alone, so
 * that the gateway is not checked by its own code.
 */
export function signedHeaders(signing: Signing): Record<string, string> {
  const headers = { ...signing.headers, ...digestOf(signing) };
  const values: Record<string, string> = { ...targetOf(signing), ...headers };
  const components = signing.components ?? Object.keys(values);
  const input = `(${components.map((name) => `"${name}"`).join(' ')})${parametersOf(signing)}`;
  const lines = components.map((name) => `"${name}": ${values[name] ?? ''}`);
  const base = [...lines, `"@signature-params": ${input}`].join('\n');
  const mac = createHmac('sha256', signing.secret).update(base).digest('base64');
  const label = signing.label ?? 'sig';
  return { ...headers, 'signature-input': `${label}=${input}`, signature: `${label}=:${mac}:` };
}

function targetOf({ method, url }: Signing): Record<string, string> {
  const target = url.replace(/^https?:\/\/[^/?]+/, '');
  const [path = '', ...query] = target.split('?');
  return { '@method': method, '@path': path, '@query': `?${query.join('?')}` };
}

function digestOf({ body, contentDigest }: Signing): Record<string, string> {
  if (contentDigest !== undefined) return { 'content-digest': contentDigest };
  if (body === undefined) return {};
  return { 'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:` };
}

function parametersOf({ created, nonce, keyId, parameters }: Signing): string {
  const all: Signing['parameters'] = {
    created: created ?? Math.floor(Date.now() / 1000),
    nonce: nonce ?? randomUUID(),
    keyid: keyId,
    ...parameters,
  };
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `;${name}=${typeof value === 'string' ? `"${value}"` : String(value)}`)
    .join('');
}
