import { sql } from 'kysely';
import { refusalOf } from '../kernel/refusal.fixture';
import { allOf } from './all-of.procedure';
import type { Step } from './procedure';
import { ENGINES, storeOfBlock } from './store.fixture';

const INSERT =
  'insert into budget_counters (scope, period, spent_micro_usd, reserved_micro_usd) values ($1, $2, $3, $4)';
const counting = (period: string): Step => ({ sql: INSERT, values: ['gateway', period, 1, 0] });

describe.each(ENGINES)('a procedure on %s', (engine) => {
  const place = storeOfBlock(engine);
  const periods = async (): Promise<readonly string[]> => {
    const rows = await place.database.attempt((db) =>
      db.selectFrom('budget_counters').select('period').orderBy('period').execute(),
    );
    return rows.map(({ period }) => period);
  };

  it('is kept as a whole', async () => {
    await place.database.run(allOf, [counting('one'), counting('two')]);
    expect(await periods()).toEqual(['one', 'two']);
  });

  it('is lost as a whole where one of its statements fails, and the next one runs', async () => {
    const { database } = place;
    const failure = await refusalOf(() => database.run(allOf, [counting('one'), counting('one')]));
    expect(failure.code).toBe('store_unavailable');
    await database.run(allOf, [counting('two')]);
    expect(await periods()).toEqual(['two']);
  });

  it('is kept apart from a transaction that is under way', async () => {
    const { database } = place;
    let running: Promise<void> | undefined;
    const transaction = database.transaction(async (db) => {
      running = database.run(allOf, [counting('kept')]);
      await sql`insert into budget_counters (scope, period, spent_micro_usd, reserved_micro_usd) values ('gateway', 'lost', 1, 0)`.execute(
        db,
      );
      throw new Error('changed my mind');
    });
    await refusalOf(() => transaction);
    await running;
    expect(await periods()).toEqual(['kept']);
  });

  it('is refused after the database was closed', async () => {
    const database = await place.gone();
    expect((await refusalOf(() => database.run(allOf, []))).code).toBe('store_unavailable');
  });
});
