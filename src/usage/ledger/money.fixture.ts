import type { Database, LedgerRow } from '../../storage';

/** What is spent and what is held, in micro-USD. */
export type Sum = readonly [spent: number, reserved: number];

export function rowsIn(database: Database): Promise<readonly LedgerRow[]> {
  return database.attempt((db) =>
    db.selectFrom('ledger').selectAll().orderBy('created_at').orderBy('id').execute(),
  );
}

/** Every counter that is not zero, by its scope and period. */
async function countersIn(database: Database): Promise<ReadonlyMap<string, Sum>> {
  const rows = await database.attempt((db) => db.selectFrom('budget_counters').selectAll().execute());
  return new Map(
    rows
      .map((row): [string, Sum] => [
        `${row.scope} ${row.period}`,
        [row.spent_micro_usd, row.reserved_micro_usd],
      ])
      .filter(([, [spent, reserved]]) => spent !== 0 || reserved !== 0),
  );
}

/** The counters as the rows of the ledger make them; written apart from the code that keeps them. */
export function countersBy(rows: readonly LedgerRow[]): ReadonlyMap<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const {
      cost_micro_usd: cost,
      ceiling_micro_usd: ceiling,
      key_id: key,
      user_id: user,
      token_id: token,
    } = row;
    const [date = ''] = new Date(row.created_at).toJSON().split('T');
    const owner = key === null ? `user:${String(user)}` : `key:${key}`;
    const names = [`gateway ${date}`, `${owner} ${date}`, `${owner} ${date.slice(0, -3)}`, `${owner} total`];
    if (row.token_has_budget === 1) names.push(`token:${String(token)} total`);
    for (const name of names) {
      const [spent, reserved] = sums.get(name) ?? [0, 0];
      sums.set(name, row.state === 'reserved' ? [spent, reserved + ceiling] : [spent + cost, reserved]);
    }
  }
  return new Map([...sums].filter(([, [spent, reserved]]) => spent !== 0 || reserved !== 0));
}

/** The rows and counters, after it is shown that these are the sums of those. */
export async function balancedMoney(
  database: Database,
): Promise<{ readonly rows: readonly LedgerRow[]; readonly sums: ReadonlyMap<string, Sum> }> {
  const [rows, sums] = [await rowsIn(database), await countersIn(database)];
  expect(Object.fromEntries(sums)).toEqual(Object.fromEntries(countersBy(rows)));
  return { rows, sums };
}

/** What one counter has spent and holds, when all of them are right. */
export async function sumOf(database: Database, name: string): Promise<Sum> {
  const { sums } = await balancedMoney(database);
  return sums.get(name) ?? [0, 0];
}
