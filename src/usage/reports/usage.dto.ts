import { IsIn, Matches } from 'class-validator';
import { PagingQuery } from '../../auth';
import { Instant, Is, Optional } from '../../http';
import { GROUPING_NAMES, groupingOf, SORTED_MEASURES } from './columns';

const MOST_GROUPINGS = 3;
const ID = /^[A-Za-z0-9]{1,40}$/;
const PRINTABLE = /^[!-~]{1,200}$/;

const SORTABLE: ReadonlySet<string> = new Set([
  ...GROUPING_NAMES.map((name) => groupingOf(name).column),
  ...SORTED_MEASURES,
]);

function isGrouping(text: string): boolean {
  const names = text.split(',');
  const known = names.every((name) => GROUPING_NAMES.some((one) => one === name));
  return known && names.length <= MOST_GROUPINGS && new Set(names).size === names.length;
}

/** The query of `GET /api/usage` and `GET /admin/usage`. Times are UTC; the filters are exact. */
export class UsageQuery extends PagingQuery {
  /** The first instant; a date is its midnight. */
  @Instant()
  from?: string;

  /** A time is the first instant that is no more in the report, a date the last day that is. */
  @Instant()
  to?: string;

  @Optional()
  @Is('grouping', isGrouping, `must be one to three different of ${GROUPING_NAMES.join(', ')}, with commas`)
  group_by?: string;

  @Optional()
  @Matches(ID, { message: 'key_id must be the id of a key' })
  key_id?: string;

  @Optional()
  @Matches(ID, { message: 'user_id must be the id of a user' })
  user_id?: string;

  @Optional()
  @Matches(PRINTABLE, { message: 'model must be a model id such as claude-sonnet-5-5' })
  model?: string;

  @Optional()
  @Matches(PRINTABLE, { message: 'route must be a route such as /api/query' })
  route?: string;

  @Optional()
  @Matches(/^[a-z][a-z0-9_]{0,63}$/, { message: 'query_type must be a query type such as mrr_analysis' })
  query_type?: string;

  /** A column of the groups, or one of the sums; whether it is grouped by shows only with the rest. */
  @Optional()
  @Is(
    'sort',
    (text) => SORTABLE.has(text.replace(/^-/, '')),
    `must be one of ${[...SORTABLE].join(', ')}, or that with a leading -`,
  )
  override sort?: string;

  @Optional()
  @IsIn(['json', 'csv'])
  format?: 'json' | 'csv';
}
