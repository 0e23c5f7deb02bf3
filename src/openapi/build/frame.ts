import type { DocumentBuilder, OpenAPIObject } from '@nestjs/swagger';
import { VERSION } from '../../kernel';
import { topics } from '../topics';

const ABOUT = `A security gateway in front of Claude. It keeps the provider key on the server; every request is identified, authorised,
admitted within a limit and a budget, and accounted for.

**Credentials.** An API key (\`x-api-key: sp_…\` or \`Authorization: Bearer sp_…\`), a user token of \`POST /login\`, or a browser token that a
backend minted at \`POST /api/tokens\` (both \`Authorization: Bearer eyJ…\`). Two different ones on one request are refused. A key that says
\`require_signature\` needs each request signed as well. Keys without \`allowed_origins\` are for servers, and tokens of pages work from
their origin only.

**Access.** \`x-sallyport-access\` says for every operation the lowest role that may use it (\`readonly\`, \`analyst\`, \`member\`, \`admin\`, each with
the rights of those before it), whether the mode \`viewer\`, which only reads, may, and what a use counts against.

**Bodies** are strict: unknown fields, wrong types and repeated names are 400, and so are unknown query parameters.

**Refusals** are problem documents (RFC 9457) with a stable \`code\` and the \`layer\` that refused; on \`/v1\` they have Claude's shape, with the code as
\`error.details.error_code\`. Any path that is not here is 404 \`not_found\`, any other method on these paths 405 \`method_not_allowed\` with \`Allow\`. A
stream that has begun cannot change its status: it ends with \`event: error\` and the same as its data.

**Every answer** has \`x-request-id\`. Routes with a limit answer \`RateLimit\`, \`RateLimit-Policy\` and \`X-RateLimit-*\` once they have looked at it; 429
and most 503 say \`Retry-After\` in whole seconds. Money is US dollars, times are ISO 8601 in UTC.`;

const SIGNATURE = `For keys with \`require_signature\`, besides the key: HTTP Message Signatures (RFC 9421), \`hmac-sha256\` with the signing secret, over \`@method\`,
\`@path\`, \`@query\` and \`content-digest\` (RFC 9530, \`sha-256\`), with \`created\`, \`nonce\` and \`keyid\` in \`Signature-Input\`. A nonce is good once; the clock may
be 300 seconds off.`;

const BEARER =
  'An API key (`sp_…`), a user token of `POST /login`, or a browser token of `POST /api/tokens` (`eyJ…`).';

/** All of the document but its paths: what it is, and how one gets in. */
export function frameOf(builder: DocumentBuilder): Omit<OpenAPIObject, 'paths'> {
  builder
    .setOpenAPIVersion('3.1.0')
    .setTitle('Sallyport')
    .setDescription(ABOUT)
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This gateway')
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'An API key, `sp_…`.' },
      'apiKey',
    )
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: BEARER }, 'bearer')
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'Signature', description: SIGNATURE },
      'requestSignature',
    );
  for (const { tag, about } of topics) builder.addTag(tag, about);
  return builder.build();
}
