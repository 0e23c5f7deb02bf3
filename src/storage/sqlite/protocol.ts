import type { StepResult } from '../procedure';

/** What the main thread asks of the SQLite thread: one statement and its values. */
export interface StatementRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Or a whole transaction, which the thread finds by its module and its name there. */
export interface ProcedureRequest {
  readonly id: number;
  readonly module: string;
  readonly name: string;
  readonly input: unknown;
}

/** Asks the thread to close the file and end, after what came before. */
export const CLOSE = 'close';

export type Request = StatementRequest | ProcedureRequest | typeof CLOSE;

export interface StatementResult {
  readonly rows: StepResult['rows'];
  readonly changes: number;
}

/** The outcome of one request; `error` carries SQLite's own code where it has one. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: string } };

export interface SqliteThreadOptions {
  readonly file: string;
  /** How long a statement waits for another process that writes. */
  readonly busyTimeoutMs: number;
  /** Refuses whatever writes. */
  readonly readOnly?: boolean;
}
