import { hash } from 'node:crypto';
import type { AuditRow } from '../../storage';
import { columnsOf, type AuditEntry, type Head } from './entry';

/** What the first row of a chain follows. */
export const GENESIS = '0'.repeat(64);

/**
 * The hash of a row and of all before it: SHA-256 of the label, the hash of the row before, the writer, the number and
 * the record, each on a line of its own. None but the last can hold a line break, so that no two rows read alike.
 */
export function rowHash(
  previous: string,
  { writer, seq, record }: Omit<Head, 'hash'> & Pick<AuditRow, 'record'>,
): string {
  return hash('sha256', `sallyport audit row v1\n${previous}\n${writer}\n${String(seq)}\n${record}`);
}

/** The rows that follow a head, one for each entry. */
export function rowsAfter(head: Head, entries: readonly AuditEntry[]): readonly AuditRow[] {
  const { writer, seq } = head;
  let previous = head.hash;
  return entries.map((entry, at) => {
    const record = JSON.stringify(entry);
    const number = seq + at + 1;
    previous = rowHash(previous, { writer, seq: number, record });
    const row = columnsOf(entry);
    // One by one: what is spread into an object costs more than all else of a row.
    return {
      writer,
      seq: number,
      at: row.at,
      kind: row.kind,
      actor: row.actor,
      action: row.action,
      target: row.target,
      client: row.client,
      route: row.route,
      status: row.status,
      outcome: row.outcome,
      code: row.code,
      layer: row.layer,
      request_id: row.request_id,
      record,
      hash: previous,
    };
  });
}
