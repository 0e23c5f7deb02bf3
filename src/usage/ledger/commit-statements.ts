import type { Engine } from '../../storage';

type Columns = Readonly<Record<string, 'text' | 'bigint'>>;

/** What a call is reserved with; of everything else its row says that nothing has come of it yet. */
const RESERVED = {
  id: 'text',
  request_id: 'text',
  principal: 'text',
  key_id: 'text',
  user_id: 'text',
  token_id: 'text',
  token_has_budget: 'bigint',
  route: 'text',
  query_type: 'text',
  upstream: 'text',
  model: 'text',
  ceiling_micro_usd: 'bigint',
  created_at: 'bigint',
  session_id: 'text',
  worker: 'text',
  deadline_at: 'bigint',
} as const satisfies Columns;

const NOTHING_YET = {
  state: "'reserved'",
  input_tokens: '0',
  output_tokens: '0',
  cache_write_5m_tokens: '0',
  cache_write_1h_tokens: '0',
  cache_read_tokens: '0',
  web_searches: '0',
  cost_micro_usd: '0',
  outcome: "'under_way'",
  latency_ms: '0',
  attempts: '0',
} as const;

/** What becomes known of a call when it is over. */
const FINAL = {
  state: 'text',
  model: 'text',
  input_tokens: 'bigint',
  output_tokens: 'bigint',
  cache_write_5m_tokens: 'bigint',
  cache_write_1h_tokens: 'bigint',
  cache_read_tokens: 'bigint',
  web_searches: 'bigint',
  cost_micro_usd: 'bigint',
  outcome: 'text',
  latency_ms: 'bigint',
  first_token_ms: 'bigint',
  attempts: 'bigint',
} as const satisfies Columns;

const RESERVED_COLUMNS = Object.keys(RESERVED);
const FINAL_COLUMNS = Object.keys(FINAL);
const into = `insert into ledger (${[...RESERVED_COLUMNS, ...Object.keys(NOTHING_YET)].join(', ')})`;
const nothing = Object.values(NOTHING_YET).join(', ');
const final = FINAL_COLUMNS.map((name, at) => `${name} = $${String(at + 1)}`).join(', ');

/** Writes rows of calls that are about to be made. */
export const RESERVE: Readonly<Record<Engine, string>> = {
  sqlite: `${into} values (${RESERVED_COLUMNS.map(() => '?').join(', ')}, ${nothing})`,
  postgresql: `${into} select ${fieldsOf(RESERVED)}, ${nothing} from jsonb_array_elements($1::jsonb) as rows(r)`,
};

/**
 * Makes rows final that are reserved, each by what is known of it and then its id. PostgreSQL returns the ids of those
 * that were, and locks them in one order, so that two replicas never wait for each other.
 */
export const FINISH: Readonly<Record<Engine, string>> = {
  sqlite: `update ledger set ${final}, deadline_at = null where id = $${String(FINAL_COLUMNS.length + 1)} and state = 'reserved'`,
  postgresql: `
    with rows as (select ${fieldsOf(FINAL)}, r->>${String(FINAL_COLUMNS.length)} as id from jsonb_array_elements($1::jsonb) as rows(r)),
      open as (select id from ledger where id in (select id from rows) and state = 'reserved' order by id for update)
    update ledger set ${FINAL_COLUMNS.map((name) => `${name} = rows.${name}`).join(', ')}, deadline_at = null
    from rows join open on open.id = rows.id where ledger.id = rows.id returning ledger.id`,
};

/** Reads the values of a JSON array by their places. */
function fieldsOf(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type], at) => {
      const value = `r->>${String(at)}`;
      return `${type === 'text' ? value : `(${value})::${type}`} as ${name}`;
    })
    .join(', ');
}
