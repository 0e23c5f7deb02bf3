import type { AuditRow } from '../../storage';

/** What one row of the trail says. Times are ISO 8601, UTC; money is micro-USD. */
export type AuditEntry = RequestEntry | ActEntry | OpenedEntry | WitnessEntry | LostEntry | ClosedEntry;

/** What was decided about a request, or about several refused ones that are alike. */
export interface RequestEntry {
  readonly kind: 'request';
  readonly at: string;
  readonly request_id: string;
  /** The id of the principal, such as `key:4fK2…`; null: nobody proved who they are. */
  readonly actor: string | null;
  readonly credential: string | null;
  readonly key_id: string | null;
  readonly token_id: string | null;
  /** Null, as the route: more of them than are kept apart. */
  readonly client: string | null;
  readonly method: string;
  /** The declared path; null where none matched. */
  readonly route: string | null;
  readonly status: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly layer: string | null;
  readonly models: readonly string[];
  readonly cost_micro_usd: number;
  readonly ms: number;
  /** How many are told of in one, where it is more than this one; it is the first of them. */
  readonly count?: number;
}

/** Something that an administrator, or somebody in their place, has done. */
export interface ActEntry {
  readonly kind: 'act';
  readonly at: string;
  readonly actor: string;
  readonly request_id: string | null;
  readonly action: string;
  readonly target: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Where the chain of a writer stood when another looked. */
export interface Head {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
}

/** The first row of a writer, with the heads of the others. */
interface OpenedEntry {
  readonly kind: 'opened';
  readonly at: string;
  readonly version: string;
  readonly heads: readonly Head[];
}

/** A sign of life, with the heads of the others. */
interface WitnessEntry {
  readonly kind: 'witness';
  readonly at: string;
  readonly heads: readonly Head[];
}

/** Requests of which there was no room to keep the records, since then. */
interface LostEntry {
  readonly kind: 'lost';
  readonly at: string;
  readonly count: number;
  readonly since: string;
}

/** The last row of a writer that has ended in order. */
interface ClosedEntry {
  readonly kind: 'closed';
  readonly at: string;
}

/** What repeats the record, to be looked for. */
export type AuditColumns = Omit<AuditRow, 'writer' | 'seq' | 'record' | 'hash'>;

/** The columns of a record, which may be anybody's: what is not of its type is null, or NaN. */
export function columnsOf(record: object): AuditColumns {
  const fields: Partial<Record<keyof AuditColumns, unknown>> = record;
  return {
    at: Date.parse(textOf(fields.at) ?? ''),
    kind: textOf(fields.kind) ?? '',
    actor: textOf(fields.actor),
    action: textOf(fields.action),
    target: textOf(fields.target),
    client: textOf(fields.client),
    route: textOf(fields.route),
    status: typeof fields.status === 'number' ? fields.status : null,
    outcome: textOf(fields.outcome),
    code: textOf(fields.code),
    layer: textOf(fields.layer),
    request_id: textOf(fields.request_id),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
