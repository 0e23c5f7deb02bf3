/** What the main thread asks of the SQLite thread: one statement and its values. */
export interface StatementRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The outcome of one statement; `error` carries SQLite's own code where it has one. */
export type StatementReply =
  | { readonly id: number; readonly rows: readonly unknown[]; readonly changes: number }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: string } };

export interface SqliteThreadOptions {
  readonly file: string;
  /** How long a statement waits for another process that writes. */
  readonly busyTimeoutMs: number;
  /** Refuses whatever writes. */
  readonly readOnly?: boolean;
}

/** Asks the thread to close the file and end, after the statements that came before. */
export const CLOSE = 'close';
export type CloseRequest = typeof CLOSE;
