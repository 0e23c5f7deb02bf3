import { setImmediate } from 'node:timers/promises';
import type { ApiKeyRequest } from '../../src/auth/keys/api-keys';
import { reply, type Reply } from './ask';
import type { TestGateway } from './gateway';

/** Sends one request. A string is a body as it stands, anything else becomes JSON. */
export type Call = <T = Readonly<Record<string, unknown>>>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply<T>>;

/** An administrator over HTTP. */
export interface Admin {
  readonly key: string;
  readonly id: string;
  readonly call: Call;
}

/** A key as `/admin/keys` shows it. */
export interface ShownKey {
  readonly id: string;
  readonly key: string;
  readonly signing_secret?: string;
  readonly name: string;
  readonly role: string;
  readonly models: readonly string[];
  readonly query_types: readonly string[];
  readonly max_concurrency: number | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** A list as every route answers it. */
export interface Shown<T> {
  readonly meta: { readonly page: number; readonly page_size: number; readonly total: number };
  readonly data: readonly T[];
}

/** Calls with one credential, a key or a token. */
export function callerWith({ url }: { readonly url: string }, credential: string): Call {
  return async (method, path, body, headers = {}) =>
    reply(
      await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${credential}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
}

/** An administrator with a key of their own, bounded where `rights` say so. */
export async function adminOf(gateway: TestGateway, rights: Partial<ApiKeyRequest> = {}): Promise<Admin> {
  const key = await gateway.createKey({ name: 'test admin', role: 'admin', ...rights });
  return { key, id: idOf(key), call: callerWith(gateway, key) };
}

/** The public id of a key. */
export function idOf(key: string): string {
  return key.slice(3, 15);
}

/** Asks again and again until the answer is what it should be. Rejects when it is not within `withinMs`. */
export async function until<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const begun = performance.now();
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() - begun > withinMs)
      throw new Error(`Still not so after ${String(withinMs)} ms: ${JSON.stringify(answer)}`);
    // A turn of the event loop, for those who ask without one.
    await setImmediate();
  }
}
