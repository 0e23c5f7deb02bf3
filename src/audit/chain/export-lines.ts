import type { AuditRow } from '../../storage';
import type { Checkpoint } from './checkpoint';
import type { Endorsement, PublicKey, SigningKey } from './signatures';

/** The first line of an export: what follows, and how it is checked. */
export interface ExportHeader {
  readonly format: 1;
  readonly version: string;
  /** ISO 8601, UTC, as the next two. */
  readonly exported_at: string;
  /** Null: from the beginning. */
  readonly from: string | null;
  /** Null: to the end. */
  readonly to: string | null;
  readonly public_keys: readonly PublicKey[];
  /** Former keys, each vouched for by a later one. */
  readonly former_keys: readonly Endorsement[];
  /** Whose rows follow, in this order. */
  readonly writers: readonly ExportedWriter[];
}

/** The rows of a writer that an export has: none where `last` is before `first`. */
export interface ExportedWriter {
  readonly writer: string;
  readonly first: number;
  readonly last: number;
}

/** The last line: that nothing is missing, and nothing was changed. */
export interface ExportEnd {
  readonly rows: number;
  /** Of all bytes before this line. */
  readonly sha256: string;
}

/*
 * Each line is JSON in one form only: built again from what it says it has to be the same, byte for byte.
 */

export function headerLine(header: ExportHeader, key: SigningKey): string {
  const text = JSON.stringify(header);
  return signedLine('header', text, { kid: key.kid, signature: key.sign('export header', text) });
}

export function startLine(writer: string, checkpoint: Checkpoint | undefined): string {
  const after = checkpoint === undefined ? 'null' : bare(checkpoint);
  return `{"start":{"writer":${JSON.stringify(writer)},"after":${after}}}`;
}

export function rowLine({
  writer,
  seq,
  hash,
  record,
}: Pick<AuditRow, 'writer' | 'seq' | 'hash' | 'record'>): string {
  const head = JSON.stringify({ writer, seq, hash });
  return `{"row":${head.slice(0, -1)},"record":${record}}}`;
}

export function checkpointLine(checkpoint: Checkpoint): string {
  return `{"checkpoint":${bare(checkpoint)}}`;
}

export function endLine(end: ExportEnd, key: SigningKey): string {
  const text = JSON.stringify(end);
  return signedLine('end', text, { kid: key.kid, signature: key.sign('export', text) });
}

export function signedLine(name: 'header' | 'end', text: string, by: Omit<Checkpoint, 'statement'>): string {
  return `{"${name}":${text},"kid":${JSON.stringify(by.kid)},"signature":${JSON.stringify(by.signature)}}`;
}

function bare({ statement, kid, signature }: Checkpoint): string {
  return `{"statement":${statement},"kid":${JSON.stringify(kid)},"signature":${JSON.stringify(signature)}}`;
}
