import fc from 'fast-check';
import type { CompiledQuery } from 'kysely';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { BulkInsert, type Columns } from './bulk-insert';
import type { BudgetCounterRow, Queries } from './schema';
import { ENGINES, storeOfBlock } from './store.fixture';

const COLUMNS: Columns<BudgetCounterRow> = {
  scope: 'text',
  period: 'text',
  spent_micro_usd: 'bigint',
  reserved_micro_usd: 'bigint',
  warned_micro_usd: 'bigint',
};
const PLAIN = new BulkInsert<BudgetCounterRow>('budget_counters', COLUMNS);
const ADDING = new BulkInsert<BudgetCounterRow>(
  'budget_counters',
  COLUMNS,
  'on conflict (scope, period) do update set spent_micro_usd = budget_counters.spent_micro_usd + excluded.spent_micro_usd returning *',
);
const row = (scope: string, part: Partial<BudgetCounterRow> = {}): BudgetCounterRow => ({
  scope,
  period: 'total',
  spent_micro_usd: 1,
  reserved_micro_usd: 0,
  warned_micro_usd: null,
  ...part,
});

describe.each(ENGINES)('a bulk insert on %s', (engine) => {
  const place = storeOfBlock(engine);
  const kept = (): Promise<readonly BudgetCounterRow[]> =>
    place.database.attempt((db) => db.selectFrom('budget_counters').selectAll().orderBy('scope').execute());
  const insert = (
    statement: BulkInsert<BudgetCounterRow>,
    rows: readonly BudgetCounterRow[],
  ): Promise<readonly BudgetCounterRow[]> =>
    place.database.attempt((db) => statement.run<BudgetCounterRow>(db, engine, rows));

  it.each([1, 2, 255, 256])('writes %i rows as they are', async (count) => {
    const rows = Array.from({ length: count }, (_, at) => row(`s${String(at).padStart(3, '0')}`));
    expect(await insert(PLAIN, rows)).toEqual([]);
    expect(await kept()).toEqual(rows);
  });

  it('needs few statements, however many rows there are: each that is new stays compiled', async () => {
    const texts = new Set<string>();
    await place.database.transaction(async (db) => {
      const seen = {
        executeQuery: (query: CompiledQuery) => {
          texts.add(query.sql);
          return db.executeQuery(query);
        },
      } as unknown as Queries;
      for (const count of [1, 2, 3, 5, 21, 63, 64, 85]) {
        const rows = Array.from({ length: count }, (_, at) => row(`s${String(at).padStart(3, '0')}`));
        expect(await ADDING.run(seen, engine, rows)).toHaveLength(count);
      }
    });
    expect(texts.size).toBeLessThan(5);
    expect((await kept()).map((one) => one.spent_micro_usd).slice(0, 3)).toEqual([8, 7, 6]);
  });

  it('writes nothing where there is nothing', async () => {
    expect(await insert(ADDING, [])).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  it('returns what its ending returns, of new rows and old', async () => {
    await insert(PLAIN, [row('a', { spent_micro_usd: 5 })]);
    const returned = await insert(ADDING, [row('a'), row('b')]);
    expect(returned).toEqual([row('a', { spent_micro_usd: 6 }), row('b')]);
    expect(await kept()).toEqual(returned);
  });

  it('keeps any text and any amount that is exact', async () => {
    const text = fc.string({ unit: ANY_CHARACTER, minLength: 1 }).filter((one) => !one.includes('\0'));
    const amount = fc.maxSafeInteger();
    const run = fc.asyncProperty(text, amount, fc.option(amount), async (period, spent, warned) => {
      const one = row('s', { period, spent_micro_usd: spent, warned_micro_usd: warned });
      await insert(PLAIN, [one]);
      expect(await kept()).toEqual([one]);
      await place.database.attempt((db) => db.deleteFrom('budget_counters').execute());
    });
    await fc.assert(run, { numRuns: 30 });
  });
});
