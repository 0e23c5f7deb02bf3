import type { HealthState } from '../health';
import type { CircuitStateName } from '../llm';
import type { LimitView } from '../throttling';
import type { BudgetState } from '../usage';
import type { TrafficView } from './traffic/traffic-view';

/** What came of this day (UTC) so far: for `admin` and `readonly` of everybody, else of the caller's own. */
export interface Today {
  /** When it began. ISO 8601. */
  readonly since: string;
  /** Calls to a model, as the ledger counts them. */
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** US dollars, exactly as the ledger has them; calls and tokens are up to a second behind. */
  readonly cost_usd: number;
  readonly reserved_usd: number;
}

/** The circuit of one model, of the replica that answers. */
export interface BreakerView {
  readonly upstream: string;
  readonly model: string;
  readonly state: CircuitStateName;
}

/** How everything is, for somebody who watches: the whole of it each time. */
export interface Overview {
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly today: Today;
  readonly limits: LimitView;
  /** Those that the caller may see, the one with the least left first. */
  readonly budgets: readonly BudgetState[];
  readonly health: Pick<HealthState, 'status' | 'checks'>;
  /** Null: the caller sees only what is its own. */
  readonly traffic: TrafficView | null;
  /** The worst of them. */
  readonly breaker: CircuitStateName;
  readonly breakers: readonly BreakerView[];
}
