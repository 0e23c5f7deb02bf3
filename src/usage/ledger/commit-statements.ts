import type { Engine } from '../../storage';
import { fieldsOf } from '../../storage/insertion';
import { FINAL, RESERVED, typed } from './ledger-columns';

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

const into = `insert into ledger (${[...RESERVED, ...Object.keys(NOTHING_YET)].join(', ')})`;
const nothing = Object.values(NOTHING_YET).join(', ');
const final = FINAL.map((name, at) => `${name} = $${String(at + 1)}`).join(', ');

/** Writes rows of calls that are about to be made. */
export const RESERVE: Readonly<Record<Engine, string>> = {
  sqlite: `${into} values (${RESERVED.map(() => '?').join(', ')}, ${nothing})`,
  postgresql: `${into} select ${fieldsOf(typed(RESERVED))}, ${nothing} from jsonb_array_elements($1::jsonb) as rows(r)`,
};

/**
 * Makes rows final that are reserved, each by what is known of it and then its id. PostgreSQL returns the ids of those
 * that were, and locks them in one order, so that two replicas never wait for each other.
 */
export const FINISH: Readonly<Record<Engine, string>> = {
  sqlite: `update ledger set ${final}, deadline_at = null where id = $${String(FINAL.length + 1)} and state = 'reserved'`,
  postgresql: `
    with rows as (select ${fieldsOf(typed(FINAL))}, r->>${String(FINAL.length)} as id from jsonb_array_elements($1::jsonb) as rows(r)),
      open as (select id from ledger where id in (select id from rows) and state = 'reserved' order by id for update)
    update ledger set ${FINAL.map((name) => `${name} = rows.${name}`).join(', ')}, deadline_at = null
    from rows join open on open.id = rows.id where ledger.id = rows.id returning ledger.id`,
};
