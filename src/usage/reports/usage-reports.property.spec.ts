import fc from 'fast-check';
import { FixedClock } from '../../kernel/clock.fixture';
import type { LedgerRow } from '../../storage';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { addCalls, callOf, NOON } from './calls.fixture';
import {
  GROUPING_NAMES,
  groupingOf,
  MEASURE_NAMES,
  type GroupingName,
  type Measure,
  type Sums,
} from './columns';
import { DAY_MS, dayOf } from './time-range';
import { UsageReports } from './usage-reports';

const amount = fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 1_000_000_000_000 }));
const call = fc
  .record({
    key_id: fc.constantFrom('aaaaaaaaaaaa', 'bbbbbbbbbbbb', null),
    user_id: fc.constantFrom('uuuuuuuuuuuu', null),
    model: fc.constantFrom('claude-sonnet-5-5', 'claude-opus-4-8'),
    route: fc.constantFrom('/api/query', '/v1/messages'),
    query_type: fc.constantFrom('mrr_analysis', 'churn_analysis', null),
    state: fc.constantFrom('reserved', 'settled', 'aborted', 'forfeited', 'orphaned'),
    created_at: fc.oneof(
      fc.integer({ min: NOON - 40 * DAY_MS, max: NOON + DAY_MS }),
      fc.integer({ min: -2, max: 2 }).map((by) => Date.UTC(2026, 10, 21) + by),
    ),
    input_tokens: amount,
    output_tokens: amount,
    cache_write_5m_tokens: amount,
    cache_write_1h_tokens: amount,
    cache_read_tokens: amount,
    web_searches: fc.nat({ max: 99 }),
    cost_micro_usd: amount,
    ceiling_micro_usd: amount,
  })
  .map((part) => callOf({ ...part, cost_micro_usd: part.state === 'reserved' ? 0 : part.cost_micro_usd }));

const question = fc.record({
  groupBy: fc.uniqueArray(fc.constantFrom(...GROUPING_NAMES), { minLength: 1, maxLength: 3 }),
  pageSize: fc.integer({ min: 1, max: 7 }),
  sort: fc.option(fc.constantFrom('cost_usd', '-cost_usd', 'requests', '-input_tokens', 'group', '-group')),
  model: fc.option(fc.constantFrom('claude-opus-4-8', 'nothing')),
});

/** The measures of some calls, as plainly as they can be summed. */
function naive(rows: readonly LedgerRow[]): Record<Measure, number> {
  const sum = (of: (row: LedgerRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const inState = (state: string): number => rows.filter((row) => row.state === state).length;
  return {
    requests: rows.length,
    settled: inState('settled'),
    aborted: inState('aborted'),
    forfeited: inState('forfeited'),
    orphaned: inState('orphaned'),
    under_way: inState('reserved'),
    input_tokens: sum((row) => row.input_tokens),
    output_tokens: sum((row) => row.output_tokens),
    cache_creation_input_tokens: sum((row) => row.cache_write_5m_tokens + row.cache_write_1h_tokens),
    cache_read_input_tokens: sum((row) => row.cache_read_tokens),
    web_searches: sum((row) => row.web_searches),
    cost_usd: sum((row) => row.cost_micro_usd) / 1e6,
    reserved_usd: sum((row) => (row.state === 'reserved' ? row.ceiling_micro_usd : 0)) / 1e6,
  };
}

function cellOf(row: LedgerRow, name: GroupingName): unknown {
  return name === 'day' ? dayOf(row.created_at) : row[groupingOf(name).column as keyof LedgerRow];
}

describe.each(ENGINES)('usage reports on %s', (engine) => {
  const store = storeOfBlock(engine);

  it('have groups whose sums are those of their calls, and add up to the totals', async () => {
    const reports = new UsageReports(store.database, new FixedClock(NOON));
    const run = fc.asyncProperty(fc.array(call, { maxLength: 40 }), question, async (rows, asked) => {
      const { groupBy, pageSize, sort, model } = asked;
      await store.database.attempt((db) => db.deleteFrom('ledger').execute());
      await addCalls(store.database, rows);
      const column = groupingOf(groupBy[0] ?? 'day').column;
      const query = {
        group_by: groupBy.join(','),
        ...(sort === null ? {} : { sort: sort.replace('group', column) }),
        ...(model === null ? {} : { model }),
      };
      const ofAll = rows.filter(
        (row) =>
          row.created_at >= Date.UTC(2026, 9, 22) &&
          row.created_at < NOON &&
          (model === null || row.model === model),
      );
      const groups = new Map<string, LedgerRow[]>();
      for (const row of ofAll) {
        const name = JSON.stringify(groupBy.map((one) => cellOf(row, one)));
        groups.set(name, [...(groups.get(name) ?? []), row]);
      }

      const { data, totals, meta } = await reports.page({ ...query, page_size: '200' }, 'all');
      expect(totals).toEqual(naive(ofAll));
      expect([meta.total, data.length]).toEqual([groups.size, groups.size]);
      for (const group of data) {
        const name = JSON.stringify(groupBy.map((one) => group[groupingOf(one).column]));
        expect(group).toMatchObject(naive(groups.get(name) ?? []));
        groups.delete(name);
      }
      for (const measure of MEASURE_NAMES) {
        const whole = (sums: Sums): number =>
          Math.round(sums[measure] * (measure.endsWith('_usd') ? 1e6 : 1));
        expect(data.reduce((total, group) => total + whole(group), 0)).toBe(whole(totals));
      }

      const pages = await Promise.all(
        Array.from({ length: Math.ceil(data.length / pageSize) }, (_, at) =>
          reports.page({ ...query, page: String(at + 1), page_size: String(pageSize) }, 'all'),
        ),
      );
      expect(pages.flatMap((page) => page.data)).toEqual(data);
    });
    await fc.assert(run, { numRuns: 60 });
  });
});
