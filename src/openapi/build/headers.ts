import type { Schema } from '../schema';

interface Header {
  /** Of a parameter: whether it has to be there. */
  readonly required?: true;
  readonly description: string;
  readonly schema: Schema;
}

const header = (description: string, schema: Schema): Header => ({
  description,
  schema,
});

const text = (more: Schema = {}): Schema => ({ type: 'string', ...more });
const integer = (more: Schema = {}): Schema => ({ type: 'integer', ...more });

/** Headers of answers, by name. */
export const RESPONSE_HEADERS: Readonly<Record<string, Header>> = {
  'x-request-id': header(
    'The id of the request: the client’s own where that is plain, a new one otherwise. Quote it in reports.',
    text({ pattern: '^[A-Za-z0-9._-]{8,64}$', examples: ['req_0f8fad5bd9cb469fa16570867728950e'] }),
  ),
  'request-id': header("The same as Claude's own API has it.", text()),
  'X-RateLimit-Limit': header('Requests that a window takes.', integer()),
  'X-RateLimit-Remaining': header('Requests that are left in it.', integer()),
  'X-RateLimit-Reset': header('Seconds until it ends.', integer()),
  RateLimit: header(
    'What is left, as draft-ietf-httpapi-ratelimit-headers-10 writes it.',
    text({ examples: ['"default";r=27;t=41'] }),
  ),
  'RateLimit-Policy': header('The limit, in the same way.', text({ examples: ['"default";q=30;w=60'] })),
  'Retry-After': header('Whole seconds after which to try again.', integer({ minimum: 0 })),
  'WWW-Authenticate': header(
    'How to authenticate (RFC 9110).',
    text({ examples: ['Bearer realm="sallyport"'] }),
  ),
  'x-should-retry': header('`false`: waiting does not change it.', text({ enum: ['true', 'false'] })),
  'x-sallyport-cost-usd': header(
    'What the answer has cost, in US dollars. Of a stream it is known only at its end: its last event says so.',
    { type: 'number' },
  ),
  'Idempotent-Replayed': header(
    'The answer is that of an earlier request with the same `Idempotency-Key`, and cost nothing.',
    text({ enum: ['true'] }),
  ),
  ETag: header('The version of what is sent.', text()),
  'Cache-Control': header('How long it may be kept.', text()),
  Vary: header('The headers of a request that decide what is sent.', text()),
  'Content-Encoding': header('How it is compressed, where the caller takes that.', text({ enum: ['gzip'] })),
  'Content-Disposition': header('The name of the file, where it is one.', text()),
};

/** On every answer of a route that counts against a limit. */
export const RATE_LIMIT_HEADERS = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
];

/** Headers of requests, by name. */
const REQUEST_HEADERS: Readonly<Record<string, Header>> = {
  'x-request-id': header(
    'An id of your own: 8 to 64 letters, digits or any of `._-`. Another is replaced.',
    text({ examples: ['req-12345678'] }),
  ),
  'Idempotency-Key': header(
    'Makes repetition harmless: the same key and body within 24 hours get the first answer; another body is 409.',
    text({ pattern: '^[\\x21-\\x7e]{1,255}$', examples: ['5c1d0a2e-6f6b-4d0c-9a54-0a6f5a1f4b7e'] }),
  ),
  'If-None-Match': header('The `ETag` that the caller has.', text()),
  'anthropic-version': {
    ...header(
      'The version of the API, passed on. Claude asks for it.',
      text({ pattern: '^[\\w.-]{1,40}$', examples: ['2023-06-01'] }),
    ),
    required: true,
  },
  'anthropic-beta': header(
    'Betas, passed on. Those that change what is guarded here need a capability of the key.',
    text(),
  ),
};

/** Parameter objects of the headers of requests. */
export function headerParameters(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(REQUEST_HEADERS).map(([name, { required = false, description, schema }]) => [
      name,
      { name, in: 'header', required, description, schema },
    ]),
  );
}
