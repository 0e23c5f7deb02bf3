import type { AuditCheckpointRow, AuditRow, Database } from '../../storage';

/** Few enough that nobody else waits long for the store or the event loop. */
const ROWS_AT_ONCE = 100;

/** What stands in a chain: a row, or what was signed of it and those before it. */
export type Link = { readonly row: AuditRow } | { readonly checkpoint: AuditCheckpointRow };

/**
 * The rows of a writer after one and up to another, with what was signed in between, page by page.
 * @throws GatewayError `store_unavailable`
 */
export async function* chainPages(
  database: Database,
  writer: string,
  after: number,
  to: number,
): AsyncGenerator<readonly Link[], void, void> {
  for (let from = after; ;) {
    const rows = await database.report((db) =>
      db
        .selectFrom('audit_rows')
        .selectAll()
        .where('writer', '=', writer)
        .where('seq', '>', from)
        .where('seq', '<=', to)
        .orderBy('seq')
        .limit(ROWS_AT_ONCE)
        .execute(),
    );
    const isLast = rows.length < ROWS_AT_ONCE;
    const end = isLast ? to : (rows.at(-1)?.seq ?? to);
    const checkpoints = await database.report((db) =>
      db
        .selectFrom('audit_checkpoints')
        .selectAll()
        .where('writer', '=', writer)
        .where('seq', '>', from)
        .where('seq', '<=', end)
        .orderBy('seq')
        .execute(),
    );
    yield merged(rows, checkpoints);
    if (isLast) return;
    from = end;
  }
}

/** The first thing that is signed of a writer, where it is a seal; undefined: its rows begin with the first. */
export async function sealOf(database: Database, writer: string): Promise<AuditCheckpointRow | undefined> {
  const first = await database.report((db) =>
    db
      .selectFrom('audit_checkpoints')
      .selectAll()
      .where('writer', '=', writer)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst(),
  );
  return first?.kind === 'seal' ? first : undefined;
}

/** In the order of their rows; what was signed of a row follows it. */
function merged(rows: readonly AuditRow[], checkpoints: readonly AuditCheckpointRow[]): readonly Link[] {
  const links: Link[] = [];
  let at = 0;
  for (const row of rows) {
    for (; (checkpoints[at]?.seq ?? Infinity) < row.seq; at += 1) links.push(...linkOf(checkpoints[at]));
    links.push({ row });
  }
  for (; at < checkpoints.length; at += 1) links.push(...linkOf(checkpoints[at]));
  return links;
}

function linkOf(checkpoint: AuditCheckpointRow | undefined): readonly Link[] {
  return checkpoint === undefined ? [] : [{ checkpoint }];
}
