import type { ErrorKind } from './error-kind';

/** The ways to refuse somebody: nobody we know, or nobody who may. */
export const IDENTITY_ERRORS = {
  credential_ambiguous: {
    status: 400,
    layer: 'identity',
    title: 'Ambiguous credentials',
    remedy:
      'Two different credentials came with one request. Send one: `x-api-key` or `Authorization: Bearer`.',
  },
  credential_missing: {
    status: 401,
    layer: 'identity',
    title: 'Credential missing',
    remedy:
      'Send an API key as `x-api-key: sp_…` or `Authorization: Bearer sp_…`, or a token as `Authorization: Bearer eyJ…`.',
  },
  credential_invalid: {
    status: 401,
    layer: 'identity',
    title: 'Credential invalid',
    remedy:
      'The credential is unknown, mistyped, revoked or expired; the answer is the same for all of them. Check it for a cut or a typing error, or ask an administrator for a new one.',
  },
  credential_expired: {
    status: 401,
    layer: 'identity',
    title: 'Credential expired',
    remedy:
      'The token was good and has run out. Refresh it with `POST /token/refresh`, log in again, or mint another.',
  },
  signature_missing: {
    status: 401,
    layer: 'signature',
    title: 'Signature missing',
    remedy:
      'This key signs its requests, and this one carries no signature. docs/signing.md shows how to sign.',
  },
  signature_invalid: {
    status: 401,
    layer: 'signature',
    title: 'Signature invalid',
    remedy:
      'The signature does not fit this request, or does not cover what it must; the answer is the same for every fault. Compare what you sign with docs/signing.md.',
  },
  signature_expired: {
    status: 401,
    layer: 'signature',
    title: 'Signature expired',
    remedy:
      'The signature was made over 300 seconds ago or ahead. Set the clock, and sign each request anew.',
  },
  signature_replayed: {
    status: 401,
    layer: 'signature',
    title: 'Signature replayed',
    remedy:
      'The nonce of this signature has been used. Sign each request, also each retry, with a nonce of its own.',
  },
  ip_denied: {
    status: 403,
    layer: 'network',
    title: 'Access denied from IP',
    remedy: 'The client address is not in `TRUSTED_IPS`, or not in the `allowed_ips` of this key.',
  },
  origin_denied: {
    status: 403,
    layer: 'origin',
    title: 'Origin denied',
    remedy:
      'The credential does not work from this `Origin`, or from none. A key without `allowed_origins` is for servers; pages use a browser token of their origin.',
  },
  role_denied: {
    status: 403,
    layer: 'access',
    title: 'Role not sufficient',
    remedy:
      'The role of this credential does not include this route. Ask for a key with the role that `detail` names.',
  },
  mode_denied: {
    status: 403,
    layer: 'access',
    title: 'Mode not sufficient',
    remedy: 'The mode `viewer` only reads. Use a credential of the mode `full`.',
  },
  model_denied: {
    status: 403,
    layer: 'access',
    title: 'Model denied',
    remedy: 'The credential is limited to other models, which `detail` names.',
  },
  query_type_denied: {
    status: 403,
    layer: 'access',
    title: 'Query type denied',
    remedy:
      'The query exists, but not for this credential or its role. `allowed_types` names those that you may ask.',
  },
  capability_denied: {
    status: 403,
    layer: 'access',
    title: 'Capability denied',
    remedy:
      'The credential does not include this. Nobody mints or grants more than they have, and a browser token grants nothing.',
  },
  last_admin: {
    status: 409,
    layer: 'access',
    title: 'Last administrator',
    remedy: 'Nobody could administrate this gateway any more. Make another administrator first.',
  },
} as const satisfies Record<string, ErrorKind>;
