import { callerWith, type Call } from './admin';
import type { Reply } from './ask';

/** The origin that tokens are for, unless a test says otherwise. */
export const PAGE = 'https://app.example.com';

interface Gateway {
  readonly url: string;
}

export interface Minted {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly origin: string;
}

/** Asks for a token as a backend does, with a key or a user's token. */
export function mint<T = Minted>(
  gateway: Gateway,
  credential: string,
  wish: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply<T>> {
  const request = { origin: PAGE, ttl_seconds: 300, ...wish };
  return callerWith(gateway, credential)('POST', '/api/tokens', request, headers);
}

/** A token that nobody refused. */
export async function tokenFrom(
  ...[gateway, credential, wish, headers]: Parameters<typeof mint>
): Promise<string> {
  const { status, body, text } = await mint(gateway, credential, wish, headers);
  if (status !== 201) throw new Error(`No token: ${text}`);
  return body.access_token;
}

/** Calls as a page does: with its token, and with the origin that its browser adds. */
export function pageWith(gateway: Gateway, token: string, origin = PAGE): Call {
  const call = callerWith(gateway, token);
  return (method, path, body, headers = {}) => call(method, path, body, { origin, ...headers });
}
