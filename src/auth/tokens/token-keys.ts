import type { SecretKeys } from '../../secrets';
import { keyFor, PerSecretKey } from '../secret-uses';

const USE = 'sallyport token key id v1';

/** The header of a token of ours: these members and no other, so that none can name, carry or demand a key. */
interface TokenHeader {
  readonly alg: 'HS256';
  readonly typ?: 'JWT';
  readonly kid?: string;
}

interface TokenKey {
  readonly kid: string;
  readonly secret: string;
}

/** The keys of tokens: the current SECRET_KEY signs; what another that is accepted signed is good as well. */
export class TokenKeys {
  readonly #keys: PerSecretKey<TokenKey>;

  constructor(keys: SecretKeys) {
    this.#keys = new PerSecretKey(keys, (secret) => ({ kid: kidOf(secret), secret }));
  }

  get signing(): TokenKey {
    return this.#keys.current;
  }

  /** The secrets that may have signed a token, by its `kid`; none for a header that is not as ours are. */
  candidates(token: string): readonly string[] {
    const header = headerOf(token);
    if (header === undefined) return [];
    return this.#keys.accepted
      .filter(({ kid }) => header.kid === undefined || header.kid === kid)
      .map(({ secret }) => secret);
  }
}

/** A name that tells nothing of the secret: it comes from a key derived for this use alone. */
function kidOf(secret: string): string {
  return keyFor(USE, secret).toString('base64url').slice(0, 16);
}

function headerOf(token: string): TokenHeader | undefined {
  const header = jsonOf(token.split('.')[0] ?? '');
  if (typeof header !== 'object' || header === null || Array.isArray(header)) return undefined;
  const { alg, typ, kid, ...others } = header as Readonly<Record<string, unknown>>;
  const isOurs =
    alg === 'HS256' &&
    (typ === undefined || typ === 'JWT') &&
    (kid === undefined || typeof kid === 'string') &&
    Object.keys(others).length === 0;
  return isOurs ? (header as TokenHeader) : undefined;
}

/** What a token says it is, before anything of it is believed; undefined for anything that is no JWT. */
export function claimedType(token: string): unknown {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  const payload = jsonOf(parts[1] ?? '');
  return typeof payload === 'object' && payload !== null ? (payload as { typ?: unknown }).typ : undefined;
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
