import type { IncomingHttpHeaders } from 'node:http';

/** What of the provider's headers a client gets: nothing that names our account or sets a cookie. */
const KEPT = /^(?:content-type|request-id|retry-after|x-should-retry|anthropic-ratelimit-[a-z0-9-]+)$/;

/** As one flat list of names and values. */
export function returnedHeaders(headers: IncomingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && KEPT.test(name) ? [name, value] : [],
  );
}
