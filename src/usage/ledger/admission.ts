import { BulkInsert, type Database, type Queries } from '../../storage';
import { CounterSums } from '../budgets/counter-sums';
import { change, type CounterState } from '../budgets/counter.store';
import { countersOf, nameOf } from '../budgets/counters';
import type { Limit } from '../budgets/limits';
import type { Reservation } from './ledger-entry';
import { COLUMNS, reservedRow } from './ledger-row';

const INSERT = new BulkInsert('ledger', COLUMNS);

/** A budget that a call did not fit into, and how full it was. Amounts in micro-USD. */
export interface Shortage {
  readonly limit: Limit;
  readonly spent: number;
  readonly reserved: number;
}

/** What came of asking for a reservation: the budgets that it did not fit into, none where it was made. */
export type Verdict = readonly Shortage[];

/** By when a process that makes calls gives a sign of life, and its name. */
export interface Worker {
  readonly id: string;
  readonly deadlineAt: number;
}

/**
 * Admits the calls of one transaction, each into all of its budgets or none. Their ceilings are added to the counters
 * first, which locks these until the commit; whoever does not fit is taken off again. So for every budget
 * `spent + reserved <= limit` holds whenever anybody can look, over any number of replicas.
 */
export async function admit(
  database: Database,
  db: Queries,
  batch: readonly Reservation[],
  { id: worker, deadlineAt }: Worker,
): Promise<readonly Verdict[]> {
  const wanted = new CounterSums();
  for (const one of batch) wanted.add(countersFor(one), { reserved: Number(one.ceiling) });
  const counters = new Map((await change(database, db, wanted)).map((row) => [nameOf(row), row]));
  const held = new CounterSums();
  const refused = new CounterSums();
  const verdicts = batch.map((one) => {
    const ceiling = Number(one.ceiling);
    // What is free fits in whatever is overdrawn, since its limit was lowered.
    const limits = ceiling === 0 ? [] : one.limits;
    const verdict = limits.flatMap((limit) => {
      const state = stateOf(limit, counters, wanted, held);
      return state.spent + state.reserved + ceiling <= Number(limit.limit) ? [] : [{ limit, ...state }];
    });
    if (verdict.length === 0) held.add(countersFor(one), { reserved: ceiling });
    else refused.add(countersFor(one), { reserved: -ceiling });
    return verdict;
  });
  await change(database, db, refused);
  const rows = batch.filter((_, at) => verdicts[at]?.length === 0);
  await INSERT.run(
    db,
    database.engine,
    rows.map((one) => reservedRow(one, worker, deadlineAt)),
  );
  return verdicts;
}

/** What a budget has spent and holds with those of the batch that were admitted so far, and no others. */
function stateOf(
  { counter }: Limit,
  counters: ReadonlyMap<string, CounterState>,
  wanted: CounterSums,
  held: CounterSums,
): Pick<Shortage, 'spent' | 'reserved'> {
  const row = counters.get(nameOf(counter));
  if (row === undefined) throw new Error('A budget that its caller does not count in');
  const before = row.reserved_micro_usd - wanted.of(counter).reserved;
  return { spent: row.spent_micro_usd, reserved: before + held.of(counter).reserved };
}

function countersFor({ call, createdAt }: Reservation): ReturnType<typeof countersOf> {
  return countersOf({ ...call, createdAt });
}
