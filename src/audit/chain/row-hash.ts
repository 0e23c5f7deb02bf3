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
    const named = { writer, seq: seq + at + 1, record };
    previous = rowHash(previous, named);
    return { ...columnsOf(entry), ...named, hash: previous };
  });
}
