import type { CallOutcome, MicroUsd, Surcharge, Usage } from '../../kernel';
import type { Limit } from '../budgets/limits';
import type { Spender } from '../budgets/counters';
import type { PriceList } from '../prices/price-list';

/**
 * What has become of a call: it is under way; paid by the provider's count; paid by an estimate, since it was broken
 * off; free, since it failed; or paid at its ceiling, since the process that made it is gone.
 */
type LedgerState = 'reserved' | 'settled' | 'aborted' | 'forfeited' | 'orphaned';

/** A call to an upstream before it is made. */
export interface PlannedCall extends Omit<Spender, 'createdAt'> {
  readonly requestId: string;
  /** Whom it is charged to, such as `key:4fK2…`. */
  readonly principal: string;
  readonly route: string;
  /** The whitelisted query that asks; null: none. */
  readonly queryType: string | null;
  readonly upstream: string;
  readonly model: string;
  /** The session that the client named, for attribution. */
  readonly sessionId: string | null;
}

/** A row of the ledger whose call is under way: its ceiling is held in every counter of the caller. */
export interface Reservation {
  readonly id: string;
  readonly call: PlannedCall;
  readonly ceiling: MicroUsd;
  /** Those that it was admitted to. */
  readonly limits: readonly Limit[];
  /** By which it is paid, so that a price that changes meanwhile cannot break the ceiling. */
  readonly prices: PriceList;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A call that is over. */
export interface CallResult {
  /** The model that answered. */
  readonly model: string;
  /**
   * The provider's count, or an estimate from above, by model (undefined: the one that answered); without any, nothing is
   * known of the call, and it may have cost anything.
   */
  readonly parts: readonly { readonly model: string | undefined; readonly usage: Usage }[] | undefined;
  readonly surcharges: readonly Surcharge[];
  readonly state: Exclude<LedgerState, 'reserved' | 'orphaned'>;
  readonly outcome: CallOutcome;
  readonly latencyMs: number;
  /** Null when nothing of an answer came. */
  readonly firstTokenMs: number | null;
  /** How often the upstream was asked, retries included. */
  readonly attempts: number;
}

/** What a reservation becomes whose call was made. */
export interface Made {
  readonly reservation: Reservation;
  readonly result: CallResult & { readonly cost: MicroUsd };
}

/** What a reservation becomes; without a result its call was never made, and its row goes. */
export type Settlement = Made | { readonly reservation: Reservation; readonly result: undefined };

/** A budget that a call did not fit into, and how full it was. Amounts in micro-USD. */
export interface Shortage {
  readonly limit: Limit;
  readonly spent: number;
  readonly reserved: number;
}
