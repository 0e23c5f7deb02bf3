import { pagingOf, type Paging, type VisibleRows } from '../../auth';
import { invalidField } from '../../kernel';
import { groupingOf, SORTED_MEASURES, type GroupingName } from './columns';
import { rangeOf, type TimeRange } from './time-range';
import type { UsageQuery } from './usage.dto';

const FILTERS = ['key_id', 'user_id', 'model', 'route', 'query_type'] as const;

/** What a report is to tell of, and in which order. */
export interface ReportRequest {
  readonly range: TimeRange;
  readonly groupBy: readonly GroupingName[];
  /** Values that columns of the ledger must have. */
  readonly filters: readonly (readonly [column: string, value: string])[];
  readonly visible: VisibleRows;
  readonly paging: Paging<string>;
}

/** Reads a query whose fields are checked each. @throws GatewayError `validation_failed` where they do not fit together */
export function requestOf(query: UsageQuery, visible: VisibleRows, now: number): ReportRequest {
  const groupBy = (query.group_by ?? 'day').split(',') as GroupingName[];
  const columns = groupBy.map((name) => groupingOf(name).column);
  const paging = pagingBy(query, columns.includes('day'));
  const sortable = [...columns, ...SORTED_MEASURES];
  if (!sortable.includes(paging.column))
    throw invalidField(
      'sort',
      'grouped',
      `must be one of ${sortable.join(', ')} in a report that is grouped so`,
    );
  return {
    range: rangeOf(query, now),
    groupBy,
    filters: FILTERS.flatMap((column) => {
      const value = query[column];
      return value === undefined ? [] : [[column, value] as const];
    }),
    visible,
    paging,
  };
}

/** Days come in their order, anything else the most expensive first. */
function pagingBy(query: UsageQuery, byDay: boolean): Paging<string> {
  const paging = pagingOf<string>(query, byDay ? 'day' : 'cost_usd');
  return query.sort === undefined ? { ...paging, descending: !byDay } : paging;
}
