import type { ErrorCode } from './error-table';
import type { MicroUsd } from './micro-usd';
import type { Usage } from './usage';

/** What came of a call to an upstream. */
export type CallOutcome = 'answered' | 'client_left' | 'failed' | 'timed_out';

/** A call to a model that is over and accounted for, without anything of what was asked or answered. */
export interface ModelCall {
  /** The id of the upstream. */
  readonly provider: string;
  /** The model that was asked: another than the caller's where one stood in. */
  readonly asked: string;
  /** The model that answered, as the provider names it; the asked one where none did. */
  readonly model: string;
  readonly route: string;
  readonly queryType: string | undefined;
  readonly streamed: boolean;
  readonly outcome: CallOutcome;
  /** What it failed with. */
  readonly code: ErrorCode | undefined;
  /** The provider's HTTP status where it refused; undefined where it answered, or not at all. */
  readonly providerStatus: number | undefined;
  readonly stopReason: string | undefined;
  /** The provider's count, as far as it came. */
  readonly usage: Usage;
  readonly cost: MicroUsd;
  /** How often the upstream was asked, retries included. */
  readonly attempts: number;
  /** Epoch milliseconds, all three. */
  readonly startedAt: number;
  readonly firstTokenAt: number | undefined;
  readonly endedAt: number;
}
