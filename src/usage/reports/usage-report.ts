import { sql, type RawBuilder } from 'kysely';
import { mayName } from '../../auth';
import type { Queries } from '../../storage';
import {
  columnsOf,
  groupingOf,
  MEASURE_COLUMNS,
  MEASURE_NAMES,
  measureOf,
  type Cell,
  type Column,
  type Sums,
} from './columns';
import type { ReportRequest } from './report-request';

/** The sums of one group, with what it is the group of. */
export type UsageGroup = Row & Sums;

/** One page of groups, and the sums over the groups of all pages. */
export interface UsagePage {
  readonly rows: readonly UsageGroup[];
  readonly total: number;
  readonly totals: Sums;
}

type Row = Readonly<Record<string, Cell>>;

/** One statement, so that the groups and their totals are of one instant. */
export async function usagePage(db: Queries, request: ReportRequest): Promise<UsagePage> {
  const { limit, offset } = request.paging;
  const totals = MEASURE_NAMES.map(
    (name) => sql`coalesce(sum(${sql.ref(name)}), 0) as ${sql.ref(`total_${name}`)}`,
  );
  const { rows } = await sql<Row>`
    with sums as (${sumsBy(request)}),
      totals as (select count(*) as total_groups, ${sql.join(totals)} from sums)
    select * from totals left join (${groupsBy(request)} limit ${limit} offset ${offset}) as page on true
    order by ${orderBy(request)}`.execute(db);
  const [first = {}] = rows;
  const columns = columnsOf(request.groupBy);
  return {
    // Of no groups the totals are there still, next to nothing.
    rows: rows.filter((row) => row['requests'] !== null).map((row) => shown(columns, row) as UsageGroup),
    total: Number(first['total_groups']),
    totals: shown(MEASURE_COLUMNS, first, 'total_') as Sums,
  };
}

/** The groups of all pages, but no more than so many, as their columns have yet to show them. */
export async function usageRows(db: Queries, request: ReportRequest, most: number): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    with sums as (${sumsBy(request)}) ${groupsBy(request)} limit ${most}`.execute(db);
  return rows;
}

function sumsBy({ groupBy, range, filters, visible }: ReportRequest): RawBuilder<Row> {
  const groups = groupBy.map(groupingOf).map(({ column, expression = sql.ref(column) }) => ({
    column: sql.ref(column),
    expression,
  }));
  const selected = [
    ...groups.map(({ column, expression }) => sql`${expression} as ${column}`),
    ...MEASURE_NAMES.map((name) => sql`${measureOf(name)} as ${sql.ref(name)}`),
  ];
  const own = visible === 'all' ? [] : [[visible.column, visible.value] as const];
  const conditions = [
    // Said as the index of pages says it.
    ...(own.some(([column]) => column === 'principal') ? [sql`token_id is not null`] : []),
    sql`created_at >= ${range.from}`,
    sql`created_at < ${range.to}`,
    ...[...own, ...filters].map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
  ];
  return sql`
    select ${sql.join(selected)} from ledger where ${sql.join(conditions, sql` and `)}
    group by ${sql.join(groups.map(({ expression }) => expression))}`;
}

function groupsBy(request: ReportRequest): RawBuilder<Row> {
  const labels = request.groupBy.map(groupingOf).flatMap(({ label }) => (label ? [label] : []));
  const selected = [
    sql`sums.*`,
    ...labels.map(
      ({ column, expression }) =>
        sql`${mayName(request.visible) ? expression : sql`null`} as ${sql.ref(column)}`,
    ),
  ];
  return sql`select ${sql.join(selected)} from sums order by ${orderBy(request)}`;
}

/** As asked; among equals by the group, so that pages never overlap. The engines differ in where they put null. */
function orderBy({ groupBy, paging }: ReportRequest): RawBuilder<unknown> {
  const direction = paging.descending ? sql`desc` : sql`asc`;
  const ties = groupBy.map((name) => sql`${sql.ref(groupingOf(name).column)} asc nulls last`);
  return sql.join([sql`${sql.ref(paging.column)} ${direction} nulls last`, ...ties]);
}

/** A row whose columns may have a prefix, as it is shown. */
function shown(columns: readonly Column[], row: Row, prefix = ''): Row {
  return Object.fromEntries(columns.map(({ name, show }) => [name, show(row[`${prefix}${name}`] ?? null)]));
}
