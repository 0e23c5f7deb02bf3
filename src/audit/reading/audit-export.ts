import { createHash } from 'node:crypto';
import { VERSION } from '../../kernel';
import type { AuditCheckpointRow, Database } from '../../storage';
import {
  checkpointLine,
  endLine,
  headerLine,
  rowLine,
  startLine,
  type ExportedWriter,
} from '../chain/export-lines';
import type { AuditKeyring } from '../chain/keyring';
import { storedChains } from '../trail/chain-snapshot';
import { formerKeys } from '../verification/store-verifier';
import type { AuditRange } from './audit-list';
import { chainPages, sealOf } from './chain-pages';

type Segment = ExportedWriter & { readonly after: AuditCheckpointRow | undefined };

/**
 * The trail as a file that is verified offline, piece by piece: whole batches, so that each chain begins after something
 * signed and ends with it.
 * @param now epoch milliseconds
 * @throws GatewayError `store_unavailable`
 */
export async function* exportPieces(
  database: Database,
  keyring: AuditKeyring,
  range: AuditRange,
  now: number,
): AsyncGenerator<string, void, void> {
  const hash = createHash('sha256');
  const hashed = (lines: readonly string[]): string => {
    const piece = lines.map((line) => `${line}\n`).join('');
    hash.update(piece);
    return piece;
  };
  const segments = await segmentsOf(database, range);
  const { signing } = keyring;
  const header = {
    format: 1 as const,
    version: VERSION,
    exported_at: isoOf(now),
    from: isoOf(range.from),
    to: isoOf(range.to),
    public_keys: keyring.publicKeys.map(({ kid, public_key }) => ({ kid, public_key })),
    former_keys: await formerKeys(database),
    writers: segments.map(({ writer, first, last }) => ({ writer, first, last })),
  };
  yield hashed([headerLine(header, signing)]);
  let rows = 0;
  for (const { writer, first, last, after } of segments) {
    yield hashed([startLine(writer, after)]);
    for await (const page of chainPages(database, writer, first - 1, last)) {
      rows += page.filter((link) => 'row' in link).length;
      yield hashed(page.map((link) => ('row' in link ? rowLine(link.row) : checkpointLine(link.checkpoint))));
    }
  }
  yield `${endLine({ rows, sha256: hash.digest('hex') }, signing)}\n`;
}

async function segmentsOf(database: Database, range: AuditRange): Promise<readonly Segment[]> {
  const segments: Segment[] = [];
  for (const { writer, lastSigned } of await storedChains(database)) {
    const after =
      range.from === undefined
        ? await sealOf(database, writer)
        : ((await checkpointNear(database, writer, '<', range.from)) ?? (await sealOf(database, writer)));
    const end = range.to === undefined ? undefined : await checkpointNear(database, writer, '>=', range.to);
    const first = (after?.seq ?? 0) + 1;
    const last = end?.seq ?? lastSigned ?? 0;
    if (last >= first || range.from === undefined) segments.push({ writer, first, last, after });
  }
  return segments;
}

/** The last thing signed before an instant, or the first from it on: a batch is signed after its rows. */
async function checkpointNear(
  database: Database,
  writer: string,
  where: '<' | '>=',
  at: number,
): Promise<AuditCheckpointRow | undefined> {
  return database.attempt((db) =>
    db
      .selectFrom('audit_checkpoints')
      .selectAll()
      .where('writer', '=', writer)
      .where('kind', '=', 'batch')
      .where('at', where, at)
      .orderBy('at', where === '<' ? 'desc' : 'asc')
      .orderBy('seq', where === '<' ? 'desc' : 'asc')
      .limit(1)
      .executeTakeFirst(),
  );
}

function isoOf(at: number): string;
function isoOf(at: number | undefined): string | null;
function isoOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
