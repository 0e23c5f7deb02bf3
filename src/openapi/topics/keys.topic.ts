import { MODES, ON_DISCONNECT, ROLES } from '../../kernel';
import {
  count,
  flag,
  instant,
  integer,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  pageOf,
  ref,
  text,
  type Schema,
} from '../schema';
import { json, type Fields, type Topic } from '../topic';

const KEY_SCHEMAS: Readonly<Record<string, Schema>> = {
  id: text('Its public id.'),
  name: text('What people call it.'),
  role: oneOf(ROLES, 'Its role.'),
  mode: oneOf(MODES, 'Its mode.'),
  allowed_ips: listOf({ type: 'string' }, 'Networks that it works from; empty: any.'),
  allowed_origins: listOf({ type: 'string' }, 'Origins that it works from; empty: it is for servers.'),
  models: listOf({ type: 'string' }, 'Models that it may ask; empty: any.'),
  query_types: listOf({ type: 'string' }, 'Query types that it may ask; empty: any of its role.'),
  capabilities: listOf({ type: 'string' }, "What it may use of Claude's own API beyond the ordinary."),
  on_disconnect: oneOf(ON_DISCONNECT, 'What becomes of a call whose client leaves.'),
  rate_limit: orNull({
    ...object({
      max_requests: count('Requests in one window.'),
      window_seconds: count('How long a window is.'),
    }),
    description: 'A limit of its own; null: that of the gateway.',
  }),
  budget: orNull(ref('Budget', 'What it may spend; null: as much as its surroundings allow.')),
  max_concurrency: orNull(count('Requests that it may have at once; null: any number.')),
  require_signature: flag('Whether its requests have to be signed.'),
  created_at: instant('When it was made.'),
  expires_at: orNull(instant('When it ends; null: never.')),
  revoked_at: orNull(instant('When it was revoked; null: it was not.')),
};

const KEY_VIEW = {
  id: '4fK2mZpQ7wXa',
  name: 'reports',
  role: 'member',
  mode: 'full',
  allowed_ips: ['10.0.0.0/8'],
  allowed_origins: [],
  models: ['claude-sonnet-5-5'],
  query_types: [],
  capabilities: [],
  on_disconnect: 'abort',
  rate_limit: { max_requests: 120, window_seconds: 60 },
  budget: { limit_usd: 50, period: 'month' },
  max_concurrency: 8,
  require_signature: false,
  created_at: '2026-11-21T12:00:00.000Z',
  expires_at: null,
  revoked_at: null,
};
const KEY_WITH_SECRETS = { ...KEY_VIEW, key: 'sp_4fK2mZpQ7wXa_…' };

const NAME = { pattern: String.raw`^[\p{L}\p{N} ._@:/-]{1,80}$` };

const KEY_FIELDS: Fields = {
  name: { type: 'string', description: 'What people call it.', ...NAME },
  role: 'Not wider than your own.',
  mode: '`viewer` only reads, whatever the role; `full` unless said.',
  allowed_ips: {
    description: 'Addresses and CIDR networks that it works from; empty: any.',
    items: { type: 'string', examples: ['10.0.0.0/8', '2001:db8::/32'] },
  },
  allowed_origins: {
    description:
      'Origins of pages that it works from, `*` for any. Empty: it is for servers, and a request of a page is refused.',
    items: { type: 'string', examples: ['https://app.example.com', 'https://*.example.com'] },
  },
  models: 'Models that it may ask; empty: any.',
  query_types: 'Query types that it may ask; empty: any of its role.',
  capabilities: "What it may use of Claude's own API beyond an ordinary request; empty: nothing.",
  on_disconnect:
    'What becomes of a call whose client leaves: it ends at once, or is read to its end and paid in full.',
  rate_limit: { description: 'A limit of its own; null: that of the gateway.', nullable: true },
  'rate_limit.max_requests': 'Requests in one window.',
  'rate_limit.window_seconds': 'How long a window is.',
  budget: { description: 'What it may spend; null: as much as its surroundings allow.', nullable: true },
  'budget.limit_usd': 'US dollars in one period.',
  'budget.period': 'Days and months are those of UTC; `total` never begins anew.',
  'budget.soft_percent': 'Percent of the limit from which on alerts are raised.',
  max_concurrency: { description: 'Requests that it may have at once; null: any number.', nullable: true },
  expires_at: {
    type: 'string',
    description: 'When it ends: an ISO 8601 time with its zone, or a date; null: never.',
    examples: ['2027-01-31T12:00:00Z'],
    nullable: true,
  },
  require_signature: 'Whether each request has to be signed (RFC 9421).',
};

const ID = {
  id: text('The public id of the key: the 12 characters after `sp_`.', { pattern: '^[0-9A-Za-z]{12}$' }),
};

const GRANTS = ['model_denied', 'query_type_denied', 'capability_denied'] as const;

/** API keys: `src/auth/keys`. */
export const keys: Topic = {
  tag: 'Keys',
  about: 'API keys: who may use the gateway, from where, for what, and for how much. Stored as keyed hashes.',
  schemas: {
    Budget: object(
      {
        limit_usd: number('US dollars in one period.'),
        period: oneOf(['day', 'month', 'total'], 'Days and months are those of UTC.'),
        soft_percent: integer("Percent from which on alerts are raised; the gateway's where it is missing.", {
          minimum: 1,
          maximum: 100,
        }),
      },
      { optional: ['soft_percent'] },
    ),
    Key: object(KEY_SCHEMAS),
    KeyWithSecrets: object(
      {
        ...KEY_SCHEMAS,
        key: text('The key itself. It is shown this once, and stored nowhere.'),
        signing_secret: text('The secret that signs its requests. It is shown this once.'),
      },
      { optional: ['key', 'signing_secret'], description: 'A key with what is shown this once.' },
    ),
    KeyList: pageOf('Key'),
  },
  fields: {
    CreateKeyDto: KEY_FIELDS,
    ChangeKeyDto: KEY_FIELDS,
    RotateKeyDto: { grace_seconds: 'How long the old secrets stay good, 0 unless said: they end at once.' },
    KeyListQuery: {
      page: 'Which page.',
      page_size: 'Rows of a page.',
      sort: 'Descending with a leading `-`.',
    },
  },
  routes: {
    'POST /admin/keys': {
      id: 'createKey',
      summary: 'Make a key',
      description: 'Makes a key, and shows it this once. Nobody grants more than they have.',
      body: {
        examples: {
          small: { summary: 'A key', value: { name: 'reports', role: 'member' } },
          bounded: {
            summary: 'A key with bounds',
            value: {
              name: 'reports',
              role: 'member',
              allowed_ips: ['10.0.0.0/8'],
              models: ['claude-sonnet-5-5'],
              rate_limit: { max_requests: 120, window_seconds: 60 },
              budget: { limit_usd: 50, period: 'month' },
              max_concurrency: 8,
            },
          },
        },
      },
      answers: { 201: json('The key.', 'KeyWithSecrets', KEY_WITH_SECRETS) },
      refusals: [...GRANTS],
    },
    'GET /admin/keys': {
      id: 'listKeys',
      summary: 'List keys',
      description: 'All keys, without their secrets.',
      answers: {
        200: json('A page of keys.', 'KeyList', {
          meta: { page: 1, page_size: 50, total: 1 },
          data: [KEY_VIEW],
        }),
      },
    },
    'GET /admin/keys/:id': {
      id: 'getKey',
      summary: 'Look at a key',
      description: 'One key, without its secrets.',
      path: ID,
      answers: { 200: json('The key.', 'Key', KEY_VIEW) },
    },
    'PATCH /admin/keys/:id': {
      id: 'changeKey',
      summary: 'Change a key',
      description:
        'What is left out stays; null takes a bound away. Where it comes to demand signatures, the answer has the secret, this once.',
      path: ID,
      body: { examples: { role: { summary: 'Another role', value: { role: 'analyst' } } } },
      answers: { 200: json('The key.', 'KeyWithSecrets', KEY_VIEW) },
      refusals: [...GRANTS, 'last_admin'],
    },
    'POST /admin/keys/:id/rotate': {
      id: 'rotateKey',
      summary: 'Rotate a key',
      description: 'Gives the key new secrets under the same id; the old ones stay good for `grace_seconds`.',
      path: ID,
      body: { examples: { grace: { summary: 'An hour to change over', value: { grace_seconds: 3600 } } } },
      answers: { 200: json('The key with its new secrets.', 'KeyWithSecrets', KEY_WITH_SECRETS) },
      refusals: [...GRANTS],
    },
    'POST /admin/keys/:id/revoke': {
      id: 'revokeKey',
      summary: 'Revoke a key',
      description: 'Ends a key and the tokens that were minted with it, on every replica; its history stays.',
      path: ID,
      answers: {
        200: json('The key.', 'Key', { ...KEY_VIEW, revoked_at: '2026-11-21T12:30:00.000Z' }),
      },
      refusals: ['last_admin'],
    },
    'DELETE /admin/keys/:id': {
      id: 'deleteKey',
      summary: 'Delete a key',
      description: 'Ends a key, and forgets what it was called. What it spent stays in the ledger.',
      path: ID,
      answers: { 204: { description: 'It is gone.' } },
      refusals: ['last_admin'],
    },
  },
};
