import { BulkInsert, type Database, type Queries } from '../../storage';
import { ADDING, COUNTER_COLUMNS, type CounterState } from './counter-statements';
import { type CounterSums } from './counter-sums';
import type { Counter } from './counters';

const ADD = new BulkInsert<CounterState>('budget_counters', COUNTER_COLUMNS, ADDING);

/** Adds to counters, each of which exists and is locked from then on, and tells what they are now. */
export function change(
  { engine }: Pick<Database, 'engine'>,
  db: Queries,
  sums: CounterSums,
): Promise<readonly CounterState[]> {
  const rows = sums.sorted.map(({ scope, period, spent, reserved }) => ({
    scope,
    period,
    spent_micro_usd: spent,
    reserved_micro_usd: reserved,
    warned_micro_usd: null,
  }));
  return ADD.run<CounterState>(db, engine, rows);
}

/** What counters are; those that nothing was counted in are zero. */
export async function read(db: Queries, counters: readonly Counter[]): Promise<readonly CounterState[]> {
  if (counters.length === 0) return [];
  const rows = await db
    .selectFrom('budget_counters')
    .selectAll()
    .where((row) => row.or(counters.map(({ scope, period }) => row.and({ scope, period }))))
    .execute();
  return counters.map(
    ({ scope, period }) =>
      rows.find((row) => row.scope === scope && row.period === period) ?? {
        scope,
        period,
        spent_micro_usd: 0,
        reserved_micro_usd: 0,
        warned_micro_usd: null,
      },
  );
}

/** Keeps that a soft limit was told of as reached. */
export async function markWarned(db: Queries, { scope, period }: Counter, soft: number): Promise<void> {
  await db
    .updateTable('budget_counters')
    .set({ warned_micro_usd: soft })
    .where('scope', '=', scope)
    .where('period', '=', period)
    .execute();
}
