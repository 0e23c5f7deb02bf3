import { sql } from 'kysely';
import type { Database } from '../../storage';
import { statementOf } from '../chain/checkpoint';
import type { Head } from '../chain/entry';

/** How far the chain of a writer goes in the store. */
export interface StoredChain {
  readonly writer: string;
  /** Its last row; null: none is left, or none was ever there. */
  readonly lastRow: number | null;
  /** The last row that something signed is about. */
  readonly lastSigned: number | null;
  /** What was signed of it. */
  readonly statement: string | null;
}

/**
 * All chains at one instant: one statement, which steps from writer to writer through the indexes, so that it takes no
 * longer for many rows. @throws GatewayError `store_unavailable`
 */
export async function storedChains(database: Database): Promise<readonly StoredChain[]> {
  const { rows } = await database.attempt((db) =>
    sql<StoredChain>`
      with recursive
        of_rows (writer) as (
          select min(writer) from audit_rows
          union all
          select (select min(audit_rows.writer) from audit_rows where audit_rows.writer > of_rows.writer)
          from of_rows where of_rows.writer is not null
        ),
        of_checkpoints (writer) as (
          select min(writer) from audit_checkpoints
          union all
          select (select min(audit_checkpoints.writer) from audit_checkpoints where audit_checkpoints.writer > of_checkpoints.writer)
          from of_checkpoints where of_checkpoints.writer is not null
        ),
        writers as (select writer from of_rows union select writer from of_checkpoints)
      select writer,
        (select max(seq) from audit_rows where audit_rows.writer = writers.writer) as "lastRow",
        (select max(seq) from audit_checkpoints where audit_checkpoints.writer = writers.writer) as "lastSigned",
        (select statement from audit_checkpoints where audit_checkpoints.writer = writers.writer
          order by seq desc limit 1) as statement
      from writers where writer is not null order by writer`.execute(db),
  );
  return rows;
}

/** As many as a row should hold. */
const MOST_HEADS = 100;

/** The heads of all but one writer, of those that wrote last. @throws GatewayError `store_unavailable` */
export async function headsOfOthers(database: Database, writer: string): Promise<readonly Head[]> {
  const statements = (await storedChains(database))
    .filter((chain) => chain.writer !== writer)
    .map(({ statement }) => statementOf(statement ?? ''))
    .filter((statement) => statement !== undefined)
    .sort((one, other) => (one.at < other.at ? 1 : -1));
  return statements
    .slice(0, MOST_HEADS)
    .map(({ writer: other, seq, hash }) => ({ writer: other, seq, hash }));
}
