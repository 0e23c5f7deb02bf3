import { sql } from 'kysely';
import { pagingOf, type ListAnswer } from '../../auth';
import { instantOf } from '../../http';
import { invalidField, parseAddress } from '../../kernel';
import type { AuditRow, Database } from '../../storage';
import { objectOf } from '../chain/checkpoint';
import type { AuditExportQuery, AuditQuery } from './audit.dto';

const DAY_MS = 86_400_000;
/** Further than anybody pages, and counted in no time. */
const MOST_COUNTED = 100_000;

/** A row as `GET /admin/audit` shows it: where it stands, and what its record says. */
export type AuditRowView = Pick<AuditRow, 'writer' | 'seq' | 'kind' | 'hash'> &
  Readonly<Record<string, unknown>>;

/** Epoch milliseconds; `to` is the first that is no more in it. */
export interface AuditRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** What two instants, checked before, span. @throws GatewayError `validation_failed` */
export function rangeOf(query: AuditExportQuery): AuditRange {
  const last = query.to === undefined ? undefined : instantOf(query.to);
  const from = query.from === undefined ? undefined : instantOf(query.from)?.at;
  const to = last && last.at + (last.isDay ? DAY_MS : 0);
  if (from !== undefined && to !== undefined && from >= to)
    throw invalidField('from', 'range', 'must be before `to`');
  return { from, to };
}

/**
 * One page of the trail, the latest first unless said otherwise; of those that fit at most 100,000 are counted.
 * @throws GatewayError `validation_failed`, `store_unavailable`
 */
export async function auditPage(database: Database, query: AuditQuery): Promise<ListAnswer<AuditRowView>> {
  const { page, limit, offset } = pagingOf<'at'>(query, 'at');
  const order = query.sort === 'at' ? 'asc' : 'desc';
  const matches = conditionsOf(query);
  return database.report(async (db) => {
    const fits = db.selectFrom('audit_rows').where(matches);
    const { total } = await db
      .selectFrom(fits.select('seq').limit(MOST_COUNTED).as('counted'))
      .select((rows) => rows.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const rows = await fits
      .selectAll()
      .orderBy('at', order)
      .orderBy('writer', order)
      .orderBy('seq', order)
      .limit(limit)
      .offset(offset)
      .execute();
    return { meta: { page, page_size: limit, total }, data: rows.map(viewOf) };
  });
}

function conditionsOf(query: AuditQuery) {
  const { from, to } = rangeOf(query);
  const { kind, actor, action, target, route, code, layer, outcome, request_id, status, client } = query;
  const exact = {
    ...{ kind, actor, action, target, route, code, layer, outcome, request_id },
    status: status === undefined ? undefined : Number(status),
    client: client === undefined ? undefined : (parseAddress(client)?.toString() ?? client),
  };
  const conditions = [
    sql`1 = 1`,
    ...(from === undefined ? [] : [sql`at >= ${from}`]),
    ...(to === undefined ? [] : [sql`at < ${to}`]),
    ...Object.entries(exact).flatMap(([name, value]) =>
      value === undefined ? [] : [sql`${sql.ref(name)} = ${value}`],
    ),
  ];
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** A row that somebody has spoiled is shown as far as it can be. */
function viewOf({ writer, seq, kind, hash, at, record }: AuditRow): AuditRowView {
  return { writer, seq, kind, at: new Date(at).toISOString(), ...objectOf(record), hash };
}
