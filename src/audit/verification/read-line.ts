import type { Checkpoint } from '../chain/checkpoint';
import { objectOf } from '../chain/checkpoint';
import {
  checkpointLine,
  rowLine,
  signedLine,
  startLine,
  type ExportEnd,
  type ExportHeader,
} from '../chain/export-lines';
import type { FoundRow } from './chain-verifier';

/** A line of an export, read. */
export type ExportLine =
  | { readonly kind: 'header'; readonly header: ExportHeader; readonly text: string; readonly by: Signature }
  | { readonly kind: 'start'; readonly writer: string; readonly after: Checkpoint | undefined }
  | { readonly kind: 'row'; readonly writer: string; readonly row: FoundRow }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'end'; readonly end: ExportEnd; readonly text: string; readonly by: Signature };

type Signature = Omit<Checkpoint, 'statement'>;

interface AnyLine {
  readonly header?: ExportHeader;
  readonly start?: { readonly writer: string; readonly after: AnySigned | null };
  readonly row?: {
    readonly writer: string;
    readonly seq: number;
    readonly hash: string;
    readonly record: object;
  };
  readonly checkpoint?: AnySigned;
  readonly end?: ExportEnd;
  readonly kid: string;
  readonly signature: string;
}

interface AnySigned {
  readonly statement: object;
  readonly kid: string;
  readonly signature: string;
}

/** Reads a line; undefined where it is none, or not in the one form that lines are written in. */
export function readLine(line: string): ExportLine | undefined {
  try {
    const any = objectOf(line) as AnyLine | undefined;
    const [read, again] = any === undefined ? [] : readAs(any);
    return again === line ? read : undefined;
  } catch {
    // Something is of another type than it should be.
    return undefined;
  }
}

/** What a line says, and the line that says just that. */
function readAs(any: AnyLine): readonly [ExportLine, string] | readonly [] {
  const by = { kid: any.kid, signature: any.signature };
  if (any.row !== undefined) {
    const { writer, seq, hash } = any.row;
    const record = JSON.stringify(any.row.record);
    return [{ kind: 'row', writer, row: { seq, hash, record } }, rowLine({ writer, seq, hash, record })];
  }
  if (any.checkpoint !== undefined) {
    const checkpoint = signedOf(any.checkpoint);
    return [{ kind: 'checkpoint', checkpoint }, checkpointLine(checkpoint)];
  }
  if (any.start !== undefined) {
    const { writer } = any.start;
    const after = any.start.after === null ? undefined : signedOf(any.start.after);
    return [{ kind: 'start', writer, after }, startLine(writer, after)];
  }
  if (any.header !== undefined) {
    const header = headerOf(any.header);
    const text = JSON.stringify(header);
    return [{ kind: 'header', header, text, by }, signedLine('header', text, by)];
  }
  if (any.end === undefined) return [];
  const text = JSON.stringify(any.end);
  return [{ kind: 'end', end: any.end, text, by }, signedLine('end', text, by)];
}

function signedOf({ statement, kid, signature }: AnySigned): Checkpoint {
  return { statement: JSON.stringify(statement), kid, signature };
}

/** A header with just the members that it has. @throws TypeError where one is of another type */
function headerOf(header: ExportHeader): ExportHeader {
  const { format, version, exported_at, from, to, public_keys, former_keys, writers } = header;
  return {
    ...{ format, version, exported_at, from, to },
    public_keys: public_keys.map(({ kid, public_key: key }) => ({ kid, public_key: textOf(key) })),
    former_keys: former_keys.map(({ kid, public_key: key, endorsed_by, signature }) => ({
      ...{ kid, public_key: textOf(key), endorsed_by, signature },
    })),
    writers: writers.map(({ writer, first, last }) => ({ writer: textOf(writer), first, last })),
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('It should be a text');
}
