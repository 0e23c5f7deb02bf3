import {
  count,
  flag,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  pageOf,
  ref,
  text,
  type Schema,
} from '../schema';
import { json, type Fields, type Topic } from '../topic';

const WRITER = '20261121T115900-3f9a';
const HASH = '5f2c1d9e0b7a4c3f8e6d1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f';

const REFUSED = {
  writer: WRITER,
  seq: 42,
  kind: 'request',
  at: '2026-11-21T12:00:00.000Z',
  request_id: 'req_0f8fad5bd9cb469fa16570867728950e',
  actor: 'key:4fK2mZpQ7wXa',
  credential: 'api_key',
  key_id: '4fK2mZpQ7wXa',
  token_id: null,
  client: '203.0.113.7',
  method: 'POST',
  route: '/api/query',
  status: 429,
  outcome: 'refused',
  code: 'rate_limited',
  layer: 'throttling',
  models: [],
  cost_micro_usd: 0,
  ms: 2,
  hash: HASH,
};

const head = (description: string): Schema =>
  listOf(
    object({
      writer: text('The writer.'),
      seq: count('Its row.'),
      hash: text('The hash of that row.'),
    }),
    description,
  );

/** What rows say, by their kind. */
const RECORD: Readonly<Record<string, Schema>> = {
  request_id: orNull(text('`request`, `act`: the request.')),
  actor: orNull(text('`request`, `act`: who; null: nobody proved who they are.')),
  credential: orNull(text('`request`: what was presented.')),
  key_id: orNull(text('`request`: the key.')),
  token_id: orNull(text('`request`: the token.')),
  client: orNull(text('`request`: the address; null: several.')),
  method: text('`request`: the method.'),
  route: orNull(text('`request`: the route as declared; null: none matched.')),
  status: integer('`request`: the HTTP status.'),
  outcome: oneOf(['answered', 'degraded', 'refused', 'client_left'], '`request`: how it ended.'),
  code: orNull(text('`request`: why it was refused: a code of the error table.')),
  layer: orNull(text('`request`: the defence that refused.')),
  models: listOf({ type: 'string' }, '`request`: the models that were called.'),
  cost_micro_usd: count('`request`: what it cost, in millionths of a US dollar.'),
  ms: count('`request`: how long it took.'),
  count: count('`request`, `lost`: how many it tells of, where that is not one.'),
  action: text('`act`: what was done, such as `key.created`.'),
  target: text('`act`: what it was done to.'),
  before: { description: '`act`: what it was before, without secrets.' },
  after: { description: '`act`: what it is now, without secrets.' },
  version: text('`opened`: of the gateway.'),
  heads: head('`opened`, `witness`: where the other writers stood.'),
  since: instant('`lost`: since when.'),
};

const RANGE: Fields = {
  from: { description: 'The first instant; a date is its midnight.', examples: ['2026-11-01'] },
  to: {
    description: 'A time is the first instant that is too late, a date the last day that is not.',
    examples: ['2026-11-30'],
  },
};

/** What happened, provably: `src/audit`. */
export const audit: Topic = {
  tag: 'Audit',
  about:
    'Every decision about a request and every administrative act, without content, in signed hash chains.',
  schemas: {
    AuditRow: object(
      {
        writer: text('One start of one gateway, which has a chain of its own.'),
        seq: integer('Its place in the chain, from 1 on.', { minimum: 1 }),
        kind: oneOf(['request', 'act', 'opened', 'witness', 'lost', 'closed'], 'What it tells of.'),
        at: instant('When it was.'),
        ...RECORD,
        hash: text('Over the row and the hash of the one before it.'),
      },
      { optional: Object.keys(RECORD) },
    ),
    AuditList: pageOf('AuditRow'),
    AuditWriter: object({
      writer: text('One start of one gateway.'),
      rows: count('How many of its rows are there.'),
      first_seq: orNull(count('The first of them; null: none is left.')),
      last_seq: orNull(count('The last of them; null: none is left.')),
      state: oneOf(
        ['open', 'closed', 'gone', 'sealed', 'bad'],
        '`gone`: without a sign of life for hours. `sealed`: its rows were removed after their time.',
      ),
      first_at: orNull(instant('When it began.')),
      last_at: orNull(instant('When it was last heard of.')),
      sealed_to: orNull(count('The last row that was removed after its time; null: none was.')),
    }),
    AuditVerdict: object({
      valid: flag('Whether every row is as it was written.'),
      rows: count('How many rows are there.'),
      writers: listOf(ref('AuditWriter'), 'The chains.'),
      first_bad: orNull(
        object(
          {
            writer: text('Its writer.'),
            seq: count('Its place in the chain.'),
            reason: text('What is wrong with it.'),
          },
          { description: 'The first row that is not as it was written; null: there is none.' },
        ),
      ),
      public_keys: listOf(
        object({ kid: text('Its name.'), public_key: text('Ed25519, 32 bytes in hexadecimal.') }),
        'What checks an export offline.',
      ),
      checked_at: instant('When this was.'),
    }),
  },
  fields: {
    AuditQuery: {
      page: 'Which page.',
      page_size: 'Rows of a page.',
      sort: 'The latest first (`-at`) unless said.',
      ...RANGE,
      kind: 'Only rows of this kind.',
      actor: { description: 'Only what this one did.', examples: ['key:4fK2mZpQ7wXa'] },
      action: { description: 'Only this act.', examples: ['key.created'] },
      target: 'Only what was done to this.',
      route: 'Only requests of this route.',
      code: 'Only refusals with this code.',
      layer: 'Only refusals of this defence.',
      outcome: 'Only requests that ended so.',
      status: 'Only requests with this HTTP status.',
      client: { type: 'string', description: 'Only requests from this address.', examples: ['203.0.113.7'] },
      request_id: 'Only this request.',
    },
    AuditExportQuery: RANGE,
  },
  routes: {
    'GET /admin/audit': {
      id: 'listAudit',
      summary: 'Read the audit trail',
      description: 'The rows that fit, the latest first; of those at most 100,000 are counted.',
      answers: {
        200: json('A page of rows.', 'AuditList', {
          meta: { page: 1, page_size: 50, total: 1 },
          data: [REFUSED],
        }),
      },
    },
    'GET /admin/audit/verify': {
      id: 'verifyAudit',
      summary: 'Verify the audit trail',
      description:
        'Checks every chain against its hashes and signatures, and names the first row that is not as written.',
      answers: {
        200: json('The verdict.', 'AuditVerdict', {
          valid: true,
          rows: 42,
          writers: [
            {
              writer: WRITER,
              rows: 42,
              first_seq: 1,
              last_seq: 42,
              state: 'open',
              first_at: '2026-11-21T11:59:00.000Z',
              last_at: '2026-11-21T12:00:00.000Z',
              sealed_to: null,
            },
          ],
          first_bad: null,
          public_keys: [{ kid: 'a1b2c3d4', public_key: HASH }],
          checked_at: '2026-11-21T12:00:01.000Z',
        }),
      },
    },
    'GET /admin/audit/export': {
      id: 'exportAudit',
      summary: 'Export the audit trail',
      description:
        'Signed lines of JSON, which `npm run audit:verify` checks offline. Without its last line the file is cut.',
      answers: {
        200: {
          description: 'The file.',
          headers: ['Content-Disposition'],
          content: { 'application/x-ndjson': { schema: text('A JSON object on each line.') } },
        },
      },
    },
  },
};
