import type { AuditCheckpointRow } from '../../storage';
import type { SigningKey } from './signatures';

type Unchecked = { readonly [Name in keyof SealStatement]: unknown };

/** What is signed of a chain: that it had this hash at that row, and which rows it is about. */
export type Statement = BatchStatement | SealStatement;

/** The rows of one batch. */
interface BatchStatement {
  readonly kind: 'batch';
  readonly writer: string;
  /** The first row of the batch: the one after the statement before this one. */
  readonly from: number;
  readonly seq: number;
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** All rows of a writer up to one, which were verified, and then removed after their time. */
export interface SealStatement {
  readonly kind: 'seal';
  readonly writer: string;
  readonly from: 1;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  /** ISO 8601, UTC: of the first and the last that were removed. */
  readonly first_at: string;
  readonly last_at: string;
}

/** A statement with its signature. */
export interface Checkpoint {
  /** JSON, just as it is signed. */
  readonly statement: string;
  readonly kid: string;
  readonly signature: string;
}

export function signed(statement: Statement, key: SigningKey): AuditCheckpointRow {
  const { writer, seq, kind, at } = statement;
  const text = JSON.stringify(statement);
  const signature = key.sign('checkpoint', text);
  return { writer, seq, kind, at: Date.parse(at), statement: text, kid: key.kid, signature };
}

/** Reads a statement; undefined where it is none, or not in the form that is signed. */
export function statementOf(text: string): Statement | undefined {
  const read = objectOf(text);
  if (read === undefined) return undefined;
  const { kind, writer, from, seq, hash, at, first_at, last_at } = read as Unchecked;
  const common = { kind, writer, from, seq, hash, at };
  const statement = kind === 'seal' ? { ...common, first_at, last_at } : common;
  const isNamed = typeof writer === 'string' && typeof hash === 'string' && typeof at === 'string';
  const isCounted = Number.isSafeInteger(from) && Number.isSafeInteger(seq);
  if ((kind !== 'seal' && kind !== 'batch') || !isNamed || !isCounted) return undefined;
  return JSON.stringify(statement) === text ? (statement as Statement) : undefined;
}

/** The object that a JSON text is; undefined where it is none. */
export function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
