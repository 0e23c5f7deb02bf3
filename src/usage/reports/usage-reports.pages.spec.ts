import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { addCalls, CALLS, callOf, KEY_A, KEY_B, NOON } from './calls.fixture';
import { UsageReports, type UsageAnswer } from './usage-reports';
import type { UsageQuery } from './usage.dto';

describe.each(ENGINES)('pages of usage reports on %s', (engine) => {
  const store = storeOfBlock(engine);
  const page = (query: UsageQuery): Promise<UsageAnswer> =>
    new UsageReports(store.database, new FixedClock(NOON)).page(query, 'all');

  describe('of some calls', () => {
    beforeEach(() => addCalls(store.database, CALLS));

    it.each<[string, string, readonly unknown[]]>([
      ['day', '-day', ['2026-11-21', '2026-11-20', '2026-11-19']],
      ['day', 'cost_usd', ['2026-11-19', '2026-11-20', '2026-11-21']],
      ['day', '-requests', ['2026-11-21', '2026-11-19', '2026-11-20']],
      ['key', 'key_id', [KEY_A, KEY_B, null]],
      ['key', '-key_id', [KEY_B, KEY_A, null]],
      ['key', 'input_tokens', [KEY_B, null, KEY_A]],
      ['key', '-output_tokens', [KEY_A, null, KEY_B]],
      ['query_type', 'query_type', ['mrr_analysis', null]],
      ['query_type', '-query_type', ['mrr_analysis', null]],
    ])('grouped by %s are sorted by %s, null last', async (groupBy, sort, expected) => {
      const column = groupBy === 'key' ? 'key_id' : groupBy;
      const { data } = await page({ group_by: groupBy, sort });
      expect(data.map((group) => group[column])).toEqual(expected);
    });

    it.each([
      ['day', 'key_id'],
      ['key', 'day'],
      ['key,model', '-user_id'],
    ])('grouped by %s cannot be sorted by %s', async (groupBy, sort) => {
      const { code, extras } = await refusalOf(() => page({ group_by: groupBy, sort }));
      expect([code, extras.fields]).toEqual(['validation_failed', ['sort']]);
    });
  });

  it('have pages that never overlap, all with the same totals, also past their end', async () => {
    const ids = Array.from({ length: 23 }, (_, at) => `key${String(at).padStart(9, '0')}`);
    await addCalls(
      store.database,
      ids.flatMap((id) => [
        callOf({ key_id: id, created_at: NOON - 1 }),
        callOf({ key_id: id, created_at: NOON - 2 }),
      ]),
    );
    const pages = await Promise.all(
      [1, 2, 3, 4].map((at) => page({ group_by: 'key', page: String(at), page_size: '10' })),
    );
    expect(pages.map(({ data }) => data.length)).toEqual([10, 10, 3, 0]);
    expect(pages.flatMap(({ data }) => data.map((group) => group['key_id']))).toEqual(ids);
    for (const [at, { meta, totals }] of pages.entries()) {
      expect([meta.page, meta.page_size, meta.total]).toEqual([at + 1, 10, 23]);
      expect([totals.requests, totals.cost_usd]).toEqual([46, 0.0115]);
    }
  });
});
