import { microUsd } from '../../kernel';
import { BulkInsert, type Database, type LedgerRow, type Queries } from '../../storage';
import type { BudgetWarning } from '../budgets/budget-events';
import { CounterSums } from '../budgets/counter-sums';
import type { CounterState } from '../budgets/counter-statements';
import { change, markWarned } from '../budgets/counter.store';
import { countersOf, nameOf } from '../budgets/counters';
import type { Limit } from '../budgets/limits';
import type { Settlement } from './ledger-entry';
import { COLUMNS, FINAL } from './ledger-columns';
import { finalRow, spenderOf } from './ledger-row';

type Known = Pick<LedgerRow, 'id' | 'state' | 'ceiling_micro_usd' | 'cost_micro_usd'>;

/** Writes the row of a call that is over; what was known before it stays. */
const FINISH = new BulkInsert(
  'ledger',
  COLUMNS,
  `on conflict (id) do update set ${['deadline_at', ...FINAL]
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}`,
);

/** What the final state of a row does not change any more. */
const CLOSED: ReadonlySet<string> = new Set(['settled', 'aborted', 'forfeited']);
const MOST_ORPHANS = 200;

/**
 * Makes calls final in one transaction, and moves their money from held to spent, whatever their rows are; those that
 * are reserved, as nearly all are, `commit` makes final with less. What is done goes by the rows as they
 * are: said twice it happens once, a row that was lost is written now, and one that was given up as an orphan is set
 * right. Returns the soft limits that were reached by it.
 */
export async function settle(
  database: Database,
  db: Queries,
  batch: readonly Settlement[],
  worker: string,
): Promise<readonly BudgetWarning[]> {
  const byId = new Map(batch.map((one) => [one.reservation.id, one]));
  const ids = [...byId.keys()];
  let before = await known(database, db, ids);
  const missing = [...byId.values()].filter(({ reservation }) => !before.has(reservation.id));
  if (missing.length > 0) {
    // A commit that was given up may still come; it holds its counters until then, and after them nothing is in doubt.
    const locks = new CounterSums();
    for (const one of missing) locks.add(countersFor(one), {});
    await change(database, db, locks);
    before = await known(database, db, ids);
  }
  const open = [...byId.values()].filter(
    ({ reservation }) => !CLOSED.has(before.get(reservation.id)?.state ?? ''),
  );
  const sums = new CounterSums();
  for (const one of open) sums.add(countersFor(one), moved(before.get(one.reservation.id), one));
  await write(database, db, open, worker);
  return warn(db, await change(database, db, sums), open);
}

async function known(
  { engine }: Database,
  db: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Known>> {
  const rows = db
    .selectFrom('ledger')
    .select(['id', 'state', 'ceiling_micro_usd', 'cost_micro_usd'])
    .where('id', 'in', ids)
    .orderBy('id');
  const found = await (engine === 'postgresql' ? rows.forUpdate() : rows).execute();
  return new Map(found.map((row) => [row.id, row]));
}

/** How the money of one call moves; its row may be missing, reserved, or given up as an orphan. */
function moved(row: Known | undefined, { result }: Settlement): { spent: number; reserved: number } {
  const cost = Number(result?.cost ?? 0n);
  if (row === undefined) return { spent: cost, reserved: 0 };
  if (row.state === 'reserved') return { spent: cost, reserved: -row.ceiling_micro_usd };
  return { spent: cost - row.cost_micro_usd, reserved: 0 };
}

async function write(
  { engine }: Database,
  db: Queries,
  open: readonly Settlement[],
  worker: string,
): Promise<void> {
  const gone = open.flatMap(({ reservation, result }) => (result === undefined ? [reservation.id] : []));
  if (gone.length > 0) await db.deleteFrom('ledger').where('id', 'in', gone).execute();
  const rows = open.flatMap(({ reservation, result }) =>
    result === undefined ? [] : [finalRow(reservation, result, worker)],
  );
  await FINISH.run(db, engine, rows);
}

/** Tells of each soft limit once, over all replicas: the counter is locked, and keeps the highest it told of. */
async function warn(
  db: Queries,
  counters: readonly CounterState[],
  settled: readonly Settlement[],
): Promise<readonly BudgetWarning[]> {
  const limits = new Map<string, Limit>();
  for (const { reservation } of settled)
    for (const one of reservation.limits) limits.set(nameOf(one.counter), one);
  const warnings: BudgetWarning[] = [];
  for (const counter of counters) {
    const limit = limits.get(nameOf(counter));
    if (limit === undefined) continue;
    const soft = Number(limit.soft);
    // A limit that was lowered was told of when it was higher; calls from before a change tell of nothing new.
    if (counter.spent_micro_usd < soft || soft <= (counter.warned_micro_usd ?? -1)) continue;
    await markWarned(db, counter, soft);
    warnings.push({ ...limit, spent: microUsd(BigInt(counter.spent_micro_usd)) });
  }
  return warnings;
}

/** Settles calls at their ceiling whose process has given no sign of life until now (epoch ms). Returns how many. */
export async function settleOrphans(database: Database, db: Queries, now: number): Promise<number> {
  const rows = db
    .selectFrom('ledger')
    .selectAll()
    .where('state', '=', 'reserved')
    .where('deadline_at', '<', now)
    .orderBy('id')
    .limit(MOST_ORPHANS);
  const orphans = await (database.engine === 'postgresql' ? rows.forUpdate().skipLocked() : rows).execute();
  if (orphans.length === 0) return 0;
  await db
    .updateTable('ledger')
    .set((row) => ({
      state: 'orphaned',
      outcome: 'lost',
      cost_micro_usd: row.ref('ceiling_micro_usd'),
      deadline_at: null,
    }))
    .where(
      'id',
      'in',
      orphans.map(({ id }) => id),
    )
    .execute();
  const sums = new CounterSums();
  for (const row of orphans) {
    const ceiling = row.ceiling_micro_usd;
    sums.add(countersOf(spenderOf(row)), { spent: ceiling, reserved: -ceiling });
  }
  await change(database, db, sums);
  return orphans.length;
}

function countersFor({ reservation: { call, createdAt } }: Settlement): ReturnType<typeof countersOf> {
  return countersOf({ ...call, createdAt });
}
