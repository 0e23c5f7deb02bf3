import { sql, type Kysely, type Migration } from 'kysely';
import { addColumns } from './add-columns';

const DAY_MS = 86_400_000;
/** Ids of users are so long; what a user minted is named behind it. */
const USER_ID = { from: 'user:'.length + 1, length: 12 } as const;
const ROWS_AT_ONCE = 500;

/** Rows of the ledger have a state, and each scope's money is counted as it is spent. */
export const money: Migration = {
  async up(db: Kysely<unknown>) {
    await addColumns(db, 'api_keys', { budget_soft_percent: ['integer'] });
    await addColumns(db, 'users', {
      budget_micro_usd: ['bigint'],
      budget_period: ['text'],
      budget_soft_percent: ['integer'],
    });
    await addColumns(db, 'ledger', {
      state: ['text', 'settled'],
      ceiling_micro_usd: ['bigint', 0],
      worker: ['text'],
      deadline_at: ['bigint'],
      user_id: ['text'],
      token_has_budget: ['integer', 0],
      query_type: ['text'],
      web_searches: ['integer', 0],
    });
    await sql`update ledger set user_id = substr(principal, ${sql.lit(USER_ID.from)}, ${sql.lit(USER_ID.length)}) where principal like 'user:%'`.execute(
      db,
    );
    await db.schema.dropIndex('ledger_by_token').execute();
    await db.schema.createIndex('ledger_by_key').on('ledger').columns(['key_id', 'created_at']).execute();
    await db.schema.createIndex('ledger_by_time').on('ledger').column('created_at').execute();
    await sql`create index ledger_by_user on ledger (user_id, created_at) where user_id is not null`.execute(
      db,
    );
    await sql`create index ledger_under_way on ledger (deadline_at) where state = 'reserved'`.execute(db);
    await db.schema
      .createTable('budget_counters')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('period', 'text', (column) => column.notNull())
      .addColumn('spent_micro_usd', 'bigint', (column) => column.notNull())
      .addColumn('reserved_micro_usd', 'bigint', (column) => column.notNull())
      .addColumn('warned_micro_usd', 'bigint')
      .addPrimaryKeyConstraint('budget_counters_key', ['scope', 'period'])
      .execute();
    await countWhatWasSpent(db);
  },
};

/** The counters of what is in the ledger already. Tokens that were capped before end within minutes, and have none. */
async function countWhatWasSpent(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{
    key_id: string | null;
    user_id: string | null;
    day: number | string;
    spent: number | string;
  }>`
    select key_id, user_id, created_at / ${sql.lit(DAY_MS)} as day, sum(cost_micro_usd) as spent
    from ledger group by key_id, user_id, created_at / ${sql.lit(DAY_MS)}`.execute(db);
  const sums = new Map<string, { scope: string; period: string; spent: number }>();
  const add = (scope: string, period: string, spent: number): void => {
    const name = `${scope} ${period}`;
    sums.set(name, { scope, period, spent: (sums.get(name)?.spent ?? 0) + spent });
  };
  for (const { key_id: key, user_id: user, day, spent } of rows) {
    const date = new Date(Number(day) * DAY_MS).toISOString().slice(0, 10);
    add('gateway', date, Number(spent));
    const scope = key === null ? `user:${user ?? ''}` : `key:${key}`;
    for (const period of [date, date.slice(0, 7), 'total']) add(scope, period, Number(spent));
  }
  const counters = [...sums.values()];
  for (let from = 0; from < counters.length; from += ROWS_AT_ONCE) {
    const values = counters
      .slice(from, from + ROWS_AT_ONCE)
      .map(({ scope, period, spent }) => sql`(${scope}, ${period}, ${spent}, 0)`);
    await sql`insert into budget_counters (scope, period, spent_micro_usd, reserved_micro_usd) values ${sql.join(values)}`.execute(
      db,
    );
  }
}
