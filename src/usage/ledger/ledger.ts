import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { Clock, microUsd, timeOrderedId, type MicroUsd, type Principal } from '../../kernel';
import { Database, GroupCommit, type Queries } from '../../storage';
import { BudgetEvents } from '../budgets/budget-events';
import { budgetExhausted } from '../budgets/budget-exhausted';
import { limitsOf } from '../budgets/limits';
import type { PriceList } from '../prices/price-list';
import { commit, type Entry, type Outcome } from './commit';
import { fewLengths } from './few-lengths';
import type { CallResult, PlannedCall, Reservation, Settlement } from './ledger-entry';
import { settle } from './settlement';

/** How long a process may give no sign of life before its calls are given up. */
const LEASE_MS = 30_000;
/** Settlements of a store that has gone away are kept; further ones are left to be found as orphans. */
const MOST_KEPT = 10_000;

/** What a call is reserved with. */
interface Plan {
  readonly call: PlannedCall;
  readonly principal: Principal;
  readonly ceiling: MicroUsd;
  /** The least that a closer look could make of the ceiling; none could where it is not said. */
  readonly least?: () => MicroUsd;
  readonly prices: PriceList;
}

/**
 * The record of every call to an upstream, and of the money it holds and spends. A row is there before the upstream is
 * asked, and final before the answer ends.
 */
@Injectable()
export class Ledger implements BeforeApplicationShutdown {
  readonly #log = new Logger('Ledger');
  readonly #worker = randomUUID();
  readonly #committing: GroupCommit<Entry, Outcome>;
  /** What is over, but whose rows are not as they were left; and calls that were never made. */
  readonly #mending: GroupCommit<Settlement, undefined>;
  /** The ids of calls under way, or about to be. */
  readonly #underWay = new Set<string>();
  /** When all calls under way were given a sign of life: epoch milliseconds. */
  #tendedAt = 0;
  /** What is over, and could not be written yet. */
  readonly #kept = new Map<string, Settlement>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: BudgetEvents,
    private readonly config: GatewayConfig,
  ) {
    this.#committing = new GroupCommit(async (batch) => {
      const worker = { id: this.#worker, deadlineAt: this.clock.now() + LEASE_MS };
      const { outcomes, warnings } = await commit(database, batch, worker);
      for (const warning of warnings) this.events.tell(warning);
      return outcomes;
    }, config.usage.batchMax);
    this.#mending = new GroupCommit(async (batch) => {
      const warnings = await database.transaction((db) => settle(database, db, batch, this.#worker));
      for (const warning of warnings) this.events.tell(warning);
      return batch.map(() => undefined);
    }, config.usage.batchMax);
  }

  /** So many calls wait for a commit, before they are made or after. */
  get waiting(): number {
    return this.#committing.waiting + this.#mending.waiting;
  }

  /** So many calls shared a commit, at most, since the start. */
  get largestBatch(): number {
    return Math.max(this.#committing.largestBatch, this.#mending.largestBatch);
  }

  /**
   * Holds a call's ceiling in all budgets of its caller. Its row is durable when this resolves: what cannot be written is
   * not asked for, with a budget or without. @throws GatewayError `budget_exhausted` or `store_unavailable`
   */
  async reserve({ call, principal, ceiling, least, prices }: Plan): Promise<Reservation> {
    const createdAt = this.clock.now();
    const limits = limitsOf(principal, this.config.usage, createdAt);
    const reservation = { id: timeOrderedId(createdAt), call, ceiling, prices, limits, createdAt };
    this.#underWay.add(reservation.id);
    const outcome = await this.#admitted(reservation);
    if (typeof outcome === 'string') return reservation;
    this.#underWay.delete(reservation.id);
    throw budgetExhausted(outcome, reservation, least?.() ?? ceiling, principal);
  }

  async #admitted(reservation: Reservation): Promise<Outcome> {
    try {
      return await this.#committing.add(reservation);
    } catch (error) {
      // Whether a commit that failed was carried out after all nobody knows; if it was, it is undone.
      this.#underWay.delete(reservation.id);
      this.#keep({ reservation, result: undefined });
      throw error;
    }
  }

  /** Resolves with the cost when the row is final. @throws GatewayError `store_unavailable`; it is written later then */
  async settle(reservation: Reservation, result: CallResult): Promise<MicroUsd> {
    const cost = costOf(reservation, result);
    if (cost > reservation.ceiling) {
      const { requestId: request_id, model } = reservation.call;
      const amounts = { cost_micro_usd: Number(cost), ceiling_micro_usd: Number(reservation.ceiling) };
      this.#log.error({ request_id, model, ...amounts }, 'A call has cost more than was thought possible');
    }
    const { model, parts, surcharges, state, outcome, latencyMs, firstTokenMs, attempts } = result;
    const made = { model, parts, surcharges, state, outcome, latencyMs, firstTokenMs, attempts, cost };
    await this.#end({ reservation, result: made });
    return cost;
  }

  /** Takes a reservation back whose call was never made. @throws GatewayError `store_unavailable` */
  release(reservation: Reservation): Promise<void> {
    return this.#end({ reservation, result: undefined });
  }

  /** Gives a sign of life for all calls under way, and writes what could not be written before. */
  async tend(): Promise<void> {
    const ids = [...this.#underWay];
    const now = this.clock.now();
    const deadline = now + LEASE_MS;
    for (const some of fewLengths(ids)) {
      await this.database.attempt((db) =>
        db
          .updateTable('ledger')
          .set({ deadline_at: deadline })
          .where('id', 'in', this.#open(db, some))
          .execute(),
      );
    }
    this.#tendedAt = now;
    await this.#writeKept();
  }

  /** Locks none that is being settled, in whichever order: it needs no sign of life any more. */
  #open(db: Queries, ids: readonly string[]) {
    const rows = db.selectFrom('ledger').select('id').where('id', 'in', ids).where('state', '=', 'reserved');
    return this.database.engine === 'postgresql' ? rows.forUpdate().skipLocked() : rows;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#committing.idle();
    await this.#mending.idle();
    await this.#writeKept().catch((error: unknown) => {
      this.#log.error({ err: error, calls: this.#kept.size }, 'Calls are left to be found as orphans');
    });
  }

  async #end(settlement: Settlement): Promise<void> {
    const { id, createdAt } = settlement.reservation;
    this.#underWay.delete(id);
    const isLeased = this.clock.now() <= Math.max(createdAt, this.#tendedAt) + LEASE_MS;
    try {
      if (settlement.result === undefined || !isLeased) await this.#mending.add(settlement);
      // Its row is there, and reserved, as nobody else would have given it up.
      else if ((await this.#committing.add(settlement)) !== 'done') await this.#mending.add(settlement);
    } catch (error) {
      this.#keep(settlement);
      throw error;
    }
  }

  #keep(settlement: Settlement): void {
    if (this.#kept.size < MOST_KEPT) this.#kept.set(settlement.reservation.id, settlement);
  }

  async #writeKept(): Promise<void> {
    const kept = [...this.#kept];
    await Promise.all(
      kept.map(async ([id, settlement]) => {
        await this.#mending.add(settlement);
        this.#kept.delete(id);
      }),
    );
  }
}

/** Nothing for what failed; the ceiling where nobody can tell. */
function costOf({ call, ceiling, prices, createdAt: at }: Reservation, result: CallResult): MicroUsd {
  const { state, parts, surcharges } = result;
  if (state === 'forfeited') return microUsd(0n);
  if (parts === undefined) return ceiling;
  const models = parts.map(({ model = result.model }) => model);
  const costs = parts.map(({ usage }, part) => prices.cost(models[part] ?? '', usage, { at, surcharges }));
  const cost = costs.reduce<bigint>((sum, next) => sum + next, 0n);
  // The dearest of all prices is a guess; that of the asked model bounds it.
  const isGuess = prices.knows(call.model) && !models.every((model) => prices.knows(model));
  return isGuess && cost > ceiling ? ceiling : microUsd(cost);
}
