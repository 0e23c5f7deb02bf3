import type { Credential } from './credentials.js';
import type { Signable } from './signature.js';

/** One thing to ask of the gateway. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: object | undefined;
  readonly body?: object | undefined;
  readonly idempotencyKey?: string | undefined;
  /** In place of the usual one; null: none. */
  readonly credential?: Credential | null;
  /** Whether it may be sent again though it may have been carried out; what only reads or deletes may, unless said. */
  readonly repeatable?: boolean;
  /** A status besides 2xx whose JSON is an answer. */
  readonly alsoGood?: number;
  readonly accept?: string;
}

/** A path with ids in it. They are letters and digits; anything else could lead to another path. */
export function path(parts: readonly string[], ...ids: readonly string[]): string {
  if (ids.some((id) => !/^[\w-]+$/.test(id))) throw new TypeError('An id has letters and digits only');
  return String.raw({ raw: parts }, ...ids);
}

export function signableOf({ method, path: where, query = {}, body }: Call): Signable {
  return {
    method,
    target: where + searchOf(query),
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

export function mayBeRepeated({ method, idempotencyKey, repeatable }: Call): boolean {
  return repeatable ?? (method === 'GET' || method === 'DELETE' || idempotencyKey !== undefined);
}

function searchOf(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, textOf(value)])).toString();
  return search === '' ? '' : `?${search}`;
}

/** Lists have commas. */
function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
