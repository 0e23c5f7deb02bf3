import type { VisibleRows } from '../../auth';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { addCalls, addNames, CALLS, callOf, KEY_A, KEY_B, NOON, USER } from './calls.fixture';
import type { UsageGroup } from './usage-report';
import { UsageReports, type UsageAnswer } from './usage-reports';
import type { UsageQuery } from './usage.dto';

describe.each(ENGINES)('usage reports on %s', (engine) => {
  const store = storeOfBlock(engine);
  let reports: UsageReports;
  beforeEach(() => {
    reports = new UsageReports(store.database, new FixedClock(NOON));
  });

  const page = (query: UsageQuery, visible: VisibleRows = 'all'): Promise<UsageAnswer> =>
    reports.page(query, visible);
  /** What each group is of, and its cost in millionths. */
  const costs = (groups: readonly UsageGroup[], ...columns: string[]): readonly unknown[] =>
    groups.map((group) => [...columns.map((column) => group[column]), Math.round(group.cost_usd * 1e6)]);

  it('are of nothing while nobody has asked', async () => {
    const { meta, data, totals } = await page({});
    expect([meta, data]).toEqual([
      {
        page: 1,
        page_size: 50,
        total: 0,
        from: '2026-10-22T00:00:00.000Z',
        to: '2026-11-21T12:00:00.000Z',
        group_by: ['day'],
      },
      [],
    ]);
    expect(Object.values(totals)).toEqual(Array.from({ length: 13 }, () => 0));
    expect(await reports.file({ group_by: 'user,day' }, 'all')).toEqual({
      name: 'sallyport-usage-2026-10-22-2026-11-21.csv',
      text:
        'user_id,username,day,requests,settled,aborted,forfeited,orphaned,under_way,input_tokens,output_tokens,' +
        'cache_creation_input_tokens,cache_read_input_tokens,web_searches,cost_usd,reserved_usd\r\n',
    });
  });

  it('sum everything that a call has, by its state', async () => {
    const states = ['settled', 'settled', 'aborted', 'forfeited', 'orphaned', 'orphaned', 'orphaned'];
    const over = states.map((state) => callOf({ state, created_at: NOON - 1 }));
    const underWay = [1, 2, 3, 4].map((at) =>
      callOf({
        state: 'reserved',
        created_at: NOON - 1,
        cost_micro_usd: 0,
        ceiling_micro_usd: at * 1_000_001,
      }),
    );
    await addCalls(store.database, [...over, ...underWay]);
    const sums = {
      requests: 11,
      settled: 2,
      aborted: 1,
      forfeited: 1,
      orphaned: 3,
      under_way: 4,
      input_tokens: 1100,
      output_tokens: 220,
      cache_creation_input_tokens: 77,
      cache_read_input_tokens: 55,
      web_searches: 11,
      cost_usd: 0.00175,
      reserved_usd: 10.00001,
    };
    const { data, totals } = await page({});
    expect(data).toEqual([{ day: '2026-11-21', ...sums }]);
    expect(totals).toEqual(sums);
  });

  it('keep to the micro-dollar beyond what 32 bits hold', async () => {
    const call = { created_at: NOON - 1, cost_micro_usd: 4_000_000_000_001, input_tokens: 3_000_000_000 };
    await addCalls(store.database, [callOf(call), callOf(call)]);
    const { data, totals } = await page({});
    for (const { cost_usd: cost, input_tokens: tokens } of [data[0] ?? totals, totals])
      expect([cost, tokens]).toEqual([8_000_000.000002, 6_000_000_000]);
  });

  describe('of some calls', () => {
    beforeEach(async () => {
      await addNames(store.database);
      await addCalls(store.database, CALLS);
    });

    it.each<[string, readonly string[], readonly unknown[]]>([
      [
        'day',
        ['day'],
        [
          ['2026-11-19', 100],
          ['2026-11-20', 200],
          ['2026-11-21', 6000],
        ],
      ],
      [
        'key',
        ['key_id', 'key_name'],
        [
          [null, null, 4800],
          [KEY_B, null, 800],
          [KEY_A, 'billing', 700],
        ],
      ],
      [
        'user',
        ['user_id', 'username'],
        [
          [USER, 'ada', 4800],
          [null, null, 1500],
        ],
      ],
      [
        'model',
        ['model'],
        [
          ['claude-sonnet-5-5', 6100],
          ['claude-opus-4-8', 200],
        ],
      ],
      [
        'route',
        ['route'],
        [
          ['/api/query', 6100],
          ['/v1/messages', 200],
        ],
      ],
      [
        'query_type',
        ['query_type'],
        [
          ['mrr_analysis', 3600],
          [null, 2700],
        ],
      ],
      [
        'key,day',
        ['key_id', 'day'],
        [
          [KEY_A, '2026-11-19', 100],
          [KEY_A, '2026-11-20', 200],
          [KEY_A, '2026-11-21', 400],
          [KEY_B, '2026-11-21', 800],
          [null, '2026-11-21', 4800],
        ],
      ],
      [
        'query_type,user,model',
        ['query_type', 'username', 'model'],
        [
          ['mrr_analysis', 'ada', 'claude-sonnet-5-5', 3200],
          [null, 'ada', 'claude-sonnet-5-5', 1600],
          [null, null, 'claude-sonnet-5-5', 900],
          ['mrr_analysis', null, 'claude-sonnet-5-5', 400],
          [null, null, 'claude-opus-4-8', 200],
        ],
      ],
    ])('are grouped by %s', async (groupBy, columns, expected) => {
      const { meta, data, totals } = await page({ group_by: groupBy });
      expect(costs(data, ...columns)).toEqual(expected);
      expect([meta.group_by, meta.total]).toEqual([groupBy.split(','), expected.length]);
      expect([totals.requests, totals.cost_usd]).toEqual([6, 0.0063]);
    });

    it.each<[UsageQuery, number]>([
      [{ from: '2026-11-19', to: '2026-11-19' }, 100],
      [{ from: '2026-11-20', to: '2026-11-20' }, 200],
      [{ from: '2026-11-21', to: '2026-11-21' }, 6000],
      [{ from: '2026-11-20T23:59:59.999Z', to: '2026-11-21T00:00:00Z' }, 200],
      [{ from: '2026-11-21T00:00:00Z', to: '2026-11-21T00:00:00.001Z' }, 400],
      [{ from: '2026-11-21T05:30:00+05:30', to: '2026-11-21T01:00:00Z' }, 400],
      [{ to: '2026-11-20' }, 300],
      [{ key_id: KEY_A }, 700],
      [{ key_id: KEY_A, from: '2026-11-20' }, 600],
      [{ user_id: USER }, 4800],
      [{ user_id: USER, query_type: 'mrr_analysis' }, 3200],
      [{ user_id: USER, key_id: KEY_A }, 0],
      [{ model: 'claude-opus-4-8' }, 200],
      [{ model: 'claude-opus' }, 0],
      [{ model: '%' }, 0],
      [{ route: '/v1/messages' }, 200],
      [{ route: "' or '1'='1" }, 0],
      [{ query_type: 'mrr_analysis' }, 3600],
    ])('are narrowed by %j', async (query, cost) => {
      const { totals } = await page(query);
      expect(Math.round(totals.cost_usd * 1e6)).toBe(cost);
    });

    it.each<[VisibleRows, number]>([
      ['all', 6300],
      [{ column: 'key_id', value: KEY_A }, 700],
      [{ column: 'user_id', value: USER }, 4800],
      [{ column: 'principal', value: `user:${USER}/page` }, 3200],
      // What its owner asked without a page is not a page's to see.
      [{ column: 'principal', value: `user:${USER}` }, 0],
      [{ column: 'key_id', value: 'nobody' }, 0],
    ])('are of what one may see: %j', async (visible, cost) => {
      const { totals } = await page({}, visible);
      expect(Math.round(totals.cost_usd * 1e6)).toBe(cost);
      const { text } = await reports.file({ group_by: 'key,user,day' }, visible);
      const [head = '', ...lines] = text.trim().split('\r\n');
      const at = head.split(',').indexOf('cost_usd');
      const sum = lines.reduce((total, line) => total + Number(line.split(',')[at]), 0);
      expect(Math.round(sum * 1e6)).toBe(cost);
    });

    it('name keys and users to whoever has them, and nobody to a page', async () => {
      const names = async (visible: VisibleRows): Promise<unknown> => {
        const { data } = await page({ group_by: 'user,key' }, visible);
        return data.map((group) => [group['username'], group['key_name']]);
      };
      expect(await names({ column: 'user_id', value: USER })).toEqual([['ada', null]]);
      expect(await names({ column: 'key_id', value: KEY_A })).toEqual([[null, 'billing']]);
      const visible = { column: 'principal', value: `user:${USER}/page` } as const;
      expect(await names(visible)).toEqual([[null, null]]);
      expect((await reports.file({ group_by: 'user,key' }, visible)).text).not.toMatch(/ada|billing/);
    });

    it('have no filter that opens what one may not see', async () => {
      const own = { column: 'key_id', value: KEY_A } as const;
      for (const query of [{ key_id: KEY_B }, { user_id: USER }]) {
        expect(await page({ ...query, group_by: 'key,user' }, own)).toMatchObject({
          meta: { total: 0 },
          data: [],
          totals: { requests: 0, cost_usd: 0 },
        });
      }
    });
  });

  it('say so when the store is away', async () => {
    const away = new UsageReports(await store.gone(), new FixedClock(NOON));
    for (const ask of [() => away.page({}, 'all'), () => away.file({}, 'all')])
      expect(await refusalOf(ask)).toMatchObject({ code: 'store_unavailable' });
  });
});
