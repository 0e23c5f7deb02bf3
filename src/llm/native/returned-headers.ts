import type { IncomingHttpHeaders } from 'node:http';

/** What of the provider's headers a client gets: nothing that names our account or sets a cookie. */
const KEPT = /^(?:content-type|request-id|retry-after|x-should-retry|anthropic-ratelimit-[a-z0-9-]+)$/;

/** What the provider calls a request; whatever else stands there in its place is not passed on. */
const PLAIN_ID = /^(?!sk-)[\w-]{1,64}$/;

/** As one flat list of names and values. */
export function returnedHeaders(headers: IncomingHttpHeaders): string[] {
  const kept: string[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (typeof value === 'string' && KEPT.test(name) && (name !== 'request-id' || PLAIN_ID.test(value)))
      kept.push(name, value);
  }
  return kept;
}
