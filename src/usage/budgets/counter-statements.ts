import type { BudgetCounterRow, Engine, Steps } from '../../storage';
import type { Counter } from './counters';

/** What is added to a counter; negative amounts are taken off. Micro-USD, far below 2^53. */
export interface Change extends Counter {
  readonly spent: number;
  readonly reserved: number;
}

export type CounterState = BudgetCounterRow;

export const COUNTER_COLUMNS = {
  scope: 'text',
  period: 'text',
  spent_micro_usd: 'bigint',
  reserved_micro_usd: 'bigint',
  warned_micro_usd: 'bigint',
} as const;

/** After the rows of an insertion: what is there already is added to. */
export const ADDING = `on conflict (scope, period) do update set
  spent_micro_usd = budget_counters.spent_micro_usd + excluded.spent_micro_usd,
  reserved_micro_usd = budget_counters.reserved_micro_usd + excluded.reserved_micro_usd
returning *`;

const INTO = 'insert into budget_counters (scope, period, spent_micro_usd, reserved_micro_usd)';
const FOR_POSTGRESQL = `${INTO}
  select r->>0, r->>1, (r->>2)::bigint, (r->>3)::bigint from jsonb_array_elements($1::jsonb) as rows(r) ${ADDING}`;
/** By how many rows; a commit touches few counters. */
const forSqlite = new Map<number, string>();

/**
 * Adds to counters, each of which exists and is locked from then on, and tells what they are now. They have to come in
 * one order for all replicas, so that none waits for another that waits for it.
 */
export function* changeCounters(engine: Engine, changes: readonly Change[]): Steps<readonly CounterState[]> {
  if (changes.length === 0) return [];
  const rows = changes.map(({ scope, period, spent, reserved }) => [scope, period, spent, reserved]);
  const { rows: states } =
    engine === 'postgresql'
      ? yield { sql: FOR_POSTGRESQL, rows }
      : yield { sql: sqliteText(rows.length), values: rows.flat() };
  return states as readonly CounterState[];
}

/** Keeps that a soft limit was told of as reached. */
export function* keepWarned({ scope, period }: Counter, soft: number): Steps<void> {
  yield {
    sql: 'update budget_counters set warned_micro_usd = $1 where scope = $2 and period = $3',
    values: [soft, scope, period],
  };
}

function sqliteText(rows: number): string {
  let text = forSqlite.get(rows);
  if (text === undefined) {
    text = `${INTO} values ${Array.from({ length: rows }, () => '(?, ?, ?, ?)').join(', ')} ${ADDING}`;
    forSqlite.set(rows, text);
  }
  return text;
}
