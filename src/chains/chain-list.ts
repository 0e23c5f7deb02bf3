import { sql } from 'kysely';
import { pagingOf, type Paging, type VisibleRows } from '../auth';
import { instantOf } from '../http';
import { invalidField } from '../kernel';
import type { ChainRow, Queries } from '../storage';
import { among } from './chain-access';
import type { ChainListQuery, ChainOrder } from './chains.dto';

const DAY_MS = 86_400_000;

/** Which chains, in which order. Times are epoch milliseconds; `to` is the first that is no more among them. */
export interface ChainSelection {
  readonly owner: string | undefined;
  readonly type: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly paging: Paging<ChainOrder>;
}

/** Reads a query whose fields are checked each. @throws GatewayError `validation_failed` where they do not fit together */
export function selectionOf(query: ChainListQuery): ChainSelection {
  const { owner, type } = query;
  const [first, last] = [query.from, query.to].map((text) =>
    text === undefined ? undefined : instantOf(text),
  );
  const from = first?.at;
  const to = last && last.at + (last.isDay ? DAY_MS : 0);
  if (from !== undefined && to !== undefined && from >= to)
    throw invalidField('from', 'range', 'must be before `to`');
  const paging = pagingOf<ChainOrder>(query, 'updated_at');
  const latestFirst = { ...paging, descending: true };
  return { owner, type, from, to, paging: query.sort === undefined ? latestFirst : paging };
}

/** One page, and how many there are on all. */
export async function chainPage(
  db: Queries,
  visible: VisibleRows,
  selection: ChainSelection,
): Promise<{ readonly rows: readonly ChainRow[]; readonly total: number }> {
  const { total } = await matching(db, visible, selection)
    .select((rows) => rows.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows: await rowsOf(db, visible, selection).execute(), total };
}

/** The query of one page. Equals are told apart by their id, so that pages never overlap. */
export function rowsOf(db: Queries, visible: VisibleRows, selection: ChainSelection) {
  const { column, descending, limit, offset } = selection.paging;
  const order = descending ? 'desc' : 'asc';
  return matching(db, visible, selection)
    .selectAll()
    .orderBy(column === 'cost_usd' ? 'cost_micro_usd' : column, order)
    .orderBy('id', order)
    .limit(limit)
    .offset(offset);
}

function matching(db: Queries, visible: VisibleRows, { owner, type, from, to }: ChainSelection) {
  const conditions = [
    among(visible),
    ...(owner === undefined ? [] : [sql`principal = ${owner}`]),
    ...(type === undefined ? [] : [sql`type = ${type}`]),
    ...(from === undefined ? [] : [sql`updated_at >= ${from}`]),
    ...(to === undefined ? [] : [sql`updated_at < ${to}`]),
  ];
  return db.selectFrom('chains').where(sql<boolean>`${sql.join(conditions, sql` and `)}`);
}
