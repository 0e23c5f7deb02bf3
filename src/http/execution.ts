import type { ArgumentsHost } from '@nestjs/common';
import type { Request, Response } from 'express';

/*
 * What guards look at, without Nest's own detours: its `switchToHttp` makes an object of functions at each call, and
 * metadata are looked for along prototypes, which costs the guards of one request more than what they check.
 */

/** The request that a guard or a filter is asked about. */
export function requestOf(host: ArgumentsHost): Request {
  return host.getArgByIndex<Request>(0);
}

/** Its answer. */
export function responseOf(host: ArgumentsHost): Response {
  return host.getArgByIndex<Response>(1);
}

const known = new Map<string, WeakMap<object, { readonly value: unknown }>>();

/** What a decorator has declared on a handler, which does not change; undefined where none did. */
export function declaredOn(handler: object, name: string): unknown {
  let byHandler = known.get(name);
  if (byHandler === undefined) known.set(name, (byHandler = new WeakMap()));
  let found = byHandler.get(handler);
  if (found === undefined) {
    found = { value: Reflect.getMetadata(name, handler) };
    byHandler.set(handler, found);
  }
  return found.value;
}
