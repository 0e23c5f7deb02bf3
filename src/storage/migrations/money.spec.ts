import fc from 'fast-check';
import { sql } from 'kysely';
import { CounterSums } from '../../usage/budgets/counter-sums';
import { countersOf } from '../../usage/budgets/counters';
import type { Database } from '../database';
import type { BudgetCounterRow, LedgerRow } from '../schema';
import { ENGINES, TestStore } from '../store.fixture';
import { asBefore } from './former-release.fixture';

type OldCall = Pick<LedgerRow, 'principal' | 'key_id' | 'cost_micro_usd' | 'created_at'> & Partial<LedgerRow>;

const KEY = 'abcdefghijkl';
const USER = 'mnopqrstuvwx';
const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 21, 12);

/** A call as the release before wrote it. */
const callOf = (part: Partial<OldCall> = {}): OldCall => ({
  request_id: 'req',
  principal: `key:${KEY}`,
  key_id: KEY,
  token_id: null,
  route: '/api/query',
  upstream: 'fake',
  model: 'm',
  input_tokens: 1,
  output_tokens: 2,
  cache_write_5m_tokens: 3,
  cache_write_1h_tokens: 4,
  cache_read_tokens: 5,
  cost_micro_usd: 7,
  outcome: 'answered',
  latency_ms: 6,
  first_token_ms: null,
  created_at: NOON,
  attempts: 1,
  session_id: null,
  ...part,
});
const ofUser = (part: Partial<OldCall> = {}): OldCall =>
  callOf({ principal: `user:${USER}`, key_id: null, ...part });

describe.each(ENGINES)('a store of the release before budgets, on %s,', (engine) => {
  const places: TestStore[] = [];
  afterEach(() => Promise.all(places.splice(0).map((place) => place.remove())));

  /** Such a store with these calls in its ledger, brought up to date. */
  async function upgraded(calls: readonly OldCall[]): Promise<Database> {
    const place = await TestStore.create(engine);
    places.push(place);
    await asBefore(place.config, '0004', async (db) => {
      for (let from = 0; from < calls.length; from += 500) {
        const rows = calls.slice(from, from + 500);
        const numbered = rows.map((call, at) => ({ ...call, id: String(from + at).padStart(6, '0') }));
        await db.insertInto('ledger').values(numbered).execute();
      }
    });
    return place.open();
  }

  const ledger = (database: Database): Promise<readonly LedgerRow[]> =>
    database.attempt((db) => db.selectFrom('ledger').selectAll().orderBy('id').execute());
  const counters = (database: Database): Promise<readonly BudgetCounterRow[]> =>
    database.attempt((db) => db.selectFrom('budget_counters').selectAll().execute());
  const spent = async (database: Database): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await counters(database)).map((row) => [`${row.scope} ${row.period}`, row.spent_micro_usd]),
    );

  it('has calls that are settled, each of its key or its user', async () => {
    const calls = [
      callOf(),
      callOf({ principal: `key:${KEY}/user:${USER}`, token_id: 't' }),
      ofUser(),
      ofUser({ principal: `user:${USER}/customer 42`, token_id: 't' }),
    ];
    const rows = await ledger(await upgraded(calls));
    expect(rows.map(({ key_id, user_id }) => [key_id, user_id])).toEqual([
      [KEY, null],
      [KEY, null],
      [null, USER],
      [null, USER],
    ]);
    for (const [at, row] of rows.entries())
      expect(row).toMatchObject({
        ...calls[at],
        state: 'settled',
        ceiling_micro_usd: 0,
        worker: null,
        deadline_at: null,
        token_has_budget: 0,
        query_type: null,
        web_searches: 0,
      });
  });

  it('counts what was spent by day, month and in all of each key and user, and by day of the gateway', async () => {
    const database = await upgraded([
      callOf(),
      callOf({ cost_micro_usd: 20, principal: `key:${KEY}/customer 42`, token_id: 't' }),
      callOf({ cost_micro_usd: 300, created_at: NOON - DAY_MS }),
      callOf({ cost_micro_usd: 4000, created_at: Date.UTC(2026, 9, 31, 23, 59, 59, 999) }),
      callOf({ cost_micro_usd: 50_000, created_at: Date.UTC(2026, 10, 1) }),
      callOf({ cost_micro_usd: 600_000, principal: 'key:other', key_id: 'other' }),
      ofUser({ cost_micro_usd: 7_000_000 }),
      ofUser({ cost_micro_usd: 80_000_000, principal: `user:${USER}/customer 42`, token_id: 't' }),
    ]);
    expect(await spent(database)).toEqual({
      'gateway 2026-11-21': 87_600_027,
      'gateway 2026-11-20': 300,
      'gateway 2026-10-31': 4000,
      'gateway 2026-11-01': 50_000,
      [`key:${KEY} 2026-11-21`]: 27,
      [`key:${KEY} 2026-11-20`]: 300,
      [`key:${KEY} 2026-10-31`]: 4000,
      [`key:${KEY} 2026-11-01`]: 50_000,
      [`key:${KEY} 2026-11`]: 50_327,
      [`key:${KEY} 2026-10`]: 4000,
      [`key:${KEY} total`]: 54_327,
      'key:other 2026-11-21': 600_000,
      'key:other 2026-11': 600_000,
      'key:other total': 600_000,
      [`user:${USER} 2026-11-21`]: 87_000_000,
      [`user:${USER} 2026-11`]: 87_000_000,
      [`user:${USER} total`]: 87_000_000,
    });
    for (const row of await counters(database))
      expect(row).toMatchObject({ reserved_micro_usd: 0, warned_micro_usd: null });
  });

  it('counts to the micro-USD, as much as there can be', async () => {
    const most = 2 ** 53 - 1;
    const calls = [callOf({ cost_micro_usd: most - 1 }), callOf({ cost_micro_usd: 1 })];
    expect(await spent(await upgraded(calls))).toMatchObject({ [`key:${KEY} total`]: most });
  });

  it('counts as calls are counted from now on, however many they are', async () => {
    const call = fc.record({
      owner: fc.constantFrom('a', 'b', 'c'),
      isUser: fc.boolean(),
      cost: fc.nat({ max: 5_000_000 }),
      at: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
    });
    const [drawn = []] = fc.sample(fc.array(call, { minLength: 700, maxLength: 700 }), 1);
    const sums = new CounterSums();
    const calls = drawn.map(({ owner, isUser, cost, at }) => {
      const id = owner.repeat(12);
      const [keyId, userId] = isUser ? [null, id] : [id, null];
      const spender = { keyId, userId, tokenId: null, tokenHasBudget: false, createdAt: at };
      sums.add(countersOf(spender), { spent: cost });
      const part = { cost_micro_usd: cost, created_at: at };
      return isUser ? ofUser({ ...part, principal: `user:${id}` }) : callOf({ ...part, key_id: id });
    });
    const expected = sums.sorted.map((sum) => [`${sum.scope} ${sum.period}`, sum.spent]);
    expect(expected.length).toBeGreaterThan(500);
    expect(await spent(await upgraded(calls))).toEqual(Object.fromEntries(expected));
  });

  it('without calls has nothing counted, and finds calls by key, user and time and those under way', async () => {
    const database = await upgraded([]);
    expect(await counters(database)).toEqual([]);
    const names =
      engine === 'sqlite'
        ? sql<{ name: string }>`select name from sqlite_master where type = 'index' and tbl_name = 'ledger'`
        : sql<{ name: string }>`select indexname as name from pg_indexes where tablename = 'ledger'`;
    const found = (await database.attempt((db) => names.execute(db))).rows.map(({ name }) => name);
    expect(found).toEqual(
      expect.arrayContaining([
        'ledger_by_key',
        'ledger_by_time',
        'ledger_by_user',
        'ledger_under_way',
      ]) as string[],
    );
    expect(found).not.toContain('ledger_by_token');
  });
});
