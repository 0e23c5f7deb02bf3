import { sql } from 'kysely';
import { visibleTo } from '../auth';
import { validated } from '../http';
import { refusalOf } from '../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { rowsOf, selectionOf } from './chain-list';
import {
  addChains,
  chainRowOf,
  KEY_ID,
  keyOf,
  OTHER_KEY_ID,
  pageOf,
  replicaOn,
  USER_ID,
  userOf,
} from './chains.fixture';
import { ChainListQuery } from './chains.dto';

const NOON = Date.UTC(2026, 10, 21, 12);
const HOUR_MS = 3_600_000;
const MIDNIGHT = NOON + 12 * HOUR_MS;

/** a to f, of three owners. */
const CHAINS = [
  chainRowOf({ id: 'a', updated_at: NOON, created_at: 5, cost_micro_usd: 10, steps: 3 }),
  chainRowOf({ id: 'b', updated_at: NOON, created_at: 4, cost_micro_usd: 10, steps: 1 }),
  chainRowOf({ id: 'c', updated_at: NOON + 1, created_at: 3, cost_micro_usd: 40, steps: 2 }),
  chainRowOf({ id: 'd', updated_at: MIDNIGHT - 1, created_at: 2, type: 'mrr_analysis', steps: 1 }),
  chainRowOf({
    id: 'e',
    updated_at: MIDNIGHT,
    created_at: 1,
    key_id: OTHER_KEY_ID,
    principal: `key:${OTHER_KEY_ID}`,
    cost_micro_usd: 20,
    steps: 1,
  }),
  chainRowOf({
    id: 'f',
    updated_at: NOON - HOUR_MS,
    created_at: 6,
    key_id: null,
    user_id: USER_ID,
    principal: `user:${USER_ID}/Zoë 2`,
    type: 'mrr_analysis',
    cost_micro_usd: 30,
    steps: 1,
  }),
];

describe.each(ENGINES)('a list of chains on %s', (engine) => {
  const place = storeOfBlock(engine);
  beforeEach(() => addChains(place.database, CHAINS));

  const list = async (query: object, principal = keyOf(undefined, 'admin')) =>
    replicaOn(place.database).archive.page(principal, await validated(ChainListQuery, query));
  const idsOf = async (query: object, principal?: ReturnType<typeof keyOf>): Promise<string> =>
    (await list(query, principal)).data.map(({ chain_id }) => chain_id).join('');

  it.each([
    [{}, 'edcbaf'],
    [{ sort: '-updated_at' }, 'edcbaf'],
    [{ sort: 'updated_at' }, 'fabcde'],
    [{ sort: 'created_at' }, 'edcbaf'],
    [{ sort: '-created_at' }, 'fabcde'],
    [{ sort: 'cost_usd' }, 'dabefc'],
    [{ sort: '-cost_usd' }, 'cfebad'],
    [{ sort: 'steps' }, 'bdefca'],
    [{ sort: '-steps' }, 'acfedb'],
    [{ owner: `key:${KEY_ID}` }, 'dcba'],
    [{ owner: `user:${USER_ID}/Zoë 2` }, 'f'],
    [{ owner: `user:${USER_ID}` }, ''],
    [{ type: 'mrr_analysis' }, 'df'],
    [{ type: 'query', owner: `key:${OTHER_KEY_ID}` }, 'e'],
    [{ from: '2026-11-21T12:00:00.001Z' }, 'edc'],
    [{ from: '2026-11-21', to: '2026-11-21' }, 'dcbaf'],
    [{ to: '2026-11-21T12:00:00Z' }, 'f'],
    [{ to: '2026-11-20' }, ''],
    [{ from: '2026-11-22' }, 'e'],
    [{ from: '2026-11-21T13:00:00+01:00', to: '2026-11-22T00:00:00Z', type: 'query' }, 'cba'],
  ])('by %j', async (query, ids) => {
    expect(await idsOf(query)).toBe(ids);
    expect((await list(query)).meta).toEqual({ page: 1, page_size: 50, total: ids.length });
  });

  it.each(['updated_at', '-created_at', 'cost_usd', '-steps'])(
    'sorted by %s has each chain on one page, equals too',
    async (sort) => {
      const whole = await idsOf({ sort });
      for (const size of [1, 2, 4, 5]) {
        let joined = '';
        for (let page = 1; page <= Math.ceil(6 / size) + 1; page += 1) {
          const query = { sort, page: String(page), page_size: String(size) };
          const { data, meta } = await list(query);
          expect(meta).toEqual({ page, page_size: size, total: 6 });
          joined += data.map(({ chain_id }) => chain_id).join('');
        }
        expect(joined).toBe(whole);
      }
    },
  );

  it('shows nobody more for a filter', async () => {
    expect(await idsOf({ owner: `key:${OTHER_KEY_ID}` }, keyOf())).toBe('');
    expect(await idsOf({ type: 'mrr_analysis' }, keyOf())).toBe('d');
    expect(await idsOf({ owner: `key:${KEY_ID}` }, pageOf(keyOf()))).toBe('');
    expect(await idsOf({}, userOf())).toBe('f');
  });

  it.each([
    { from: '2026-11-22', to: '2026-11-21' },
    { from: '2026-11-21T12:00:00Z', to: '2026-11-21T12:00:00Z' },
    { from: '2026-11-21T13:00:00Z', to: '2026-11-21T13:30:00+01:00' },
  ])('is of no time where it ends before it begins: %j', async (query) => {
    const { code, extras } = await refusalOf(() => list(query));
    expect([code, extras.fields]).toEqual(['validation_failed', ['from']]);
  });

  it.each([
    ['chains_by_time', keyOf(undefined, 'admin'), {}],
    ['chains_by_time', keyOf(undefined, 'readonly'), { from: '2026-11-21' }],
    ['chains_by_principal', keyOf(undefined, 'admin'), { owner: `key:${KEY_ID}` }],
    ['chains_by_key', keyOf(), {}],
    ['chains_by_user', userOf(), { sort: 'updated_at' }],
    ['chains_by_principal', pageOf(keyOf()), { to: '2026-11-22' }],
  ])('is read by the index %s', async (index, principal, query) => {
    const selection = selectionOf(await validated(ChainListQuery, query));
    const plan = await place.database.transaction(async (db) => {
      const rows = rowsOf(db, visibleTo(principal), selection);
      if (engine === 'sqlite') return rows.explain(undefined, sql`query plan`);
      // Six rows are read faster without any index.
      await sql`set local enable_seqscan = off`.execute(db);
      return rows.explain();
    });
    expect(JSON.stringify(plan)).toMatch(new RegExp(`INDEX ${index}|Index.* ${index}`));
  });
});
