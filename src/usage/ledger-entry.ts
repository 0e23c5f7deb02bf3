import type { Usage } from '../kernel';

/** What came of a call to an upstream. */
export type CallOutcome = 'answered' | 'client_left' | 'failed' | 'timed_out';

/** One call to an upstream, over and done. */
export interface LedgerEntry {
  readonly requestId: string;
  /** Whom it is charged to, such as `key:4fK2…`. */
  readonly principal: string;
  readonly keyId: string | null;
  /** The token that asked, if it was one. */
  readonly tokenId: string | null;
  readonly route: string;
  readonly upstream: string;
  readonly model: string;
  readonly usage: Usage;
  readonly outcome: CallOutcome;
  readonly latencyMs: number;
  /** Null when nothing of an answer came. */
  readonly firstTokenMs: number | null;
  /** How often the upstream was asked, retries included. */
  readonly attempts: number;
  /** The session that the client named, for attribution. */
  readonly sessionId: string | null;
  /** Epoch milliseconds of the call. */
  readonly createdAt: number;
}
