import { Injectable, Logger } from '@nestjs/common';
import { Clock, microUsd, toUsd, type CallOutcome, type MicroUsd } from '../kernel';
import { BudgetExhausted, Ledger, Prices, UnknownPrices, type Reservation } from '../usage';
import { ActiveUpstream } from './active-upstream';
import type { CallTally } from './call-tally';
import { boundAfterCount, boundOf, type CallBound } from './ceiling/call-bound';
import type { LlmCall } from './llm-call';

/** A call that is in the ledger. */
export interface Account {
  readonly reservation: Reservation;
  /** So many tokens it may answer with at most. */
  readonly maxOutput: number;
}

/** What calls may cost and did cost, as the ledger has to know it. */
@Injectable()
export class Accounting {
  readonly #log = new Logger('Llm');

  constructor(
    private readonly ledger: Ledger,
    private readonly prices: Prices,
    private readonly unknown: UnknownPrices,
    private readonly upstream: ActiveUpstream,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens the row of a call, and holds what it can cost at most. Where that does not fit into a budget, `count` is asked
   * for the tokens of the prompt, if a narrower bound could fit: a count is free, and takes time.
   * @throws GatewayError `budget_exhausted` or `store_unavailable`
   */
  async open(call: LlmCall, model: string, count: () => Promise<number | undefined>): Promise<Account> {
    const bound = this.#boundOf(call, model);
    try {
      return await this.#reserve(call, model, bound);
    } catch (error) {
      if (!(error instanceof BudgetExhausted) || bound?.countable !== true) throw error;
      const least = this.#leastOf(call, model, bound);
      const counted = Number(least) > error.left ? undefined : await count();
      if (counted === undefined) throw error;
      // No closer look could make it less.
      return this.#reserve(call, model, { ...boundAfterCount(bound, counted), countable: false });
    }
  }

  #boundOf({ asks, body, otherModels = [] }: LlmCall, model: string): CallBound | undefined {
    if (asks === undefined) return undefined;
    const prices = this.prices.current;
    let window = prices.contextWindow(model);
    for (const other of otherModels) window = Math.max(window, prices.contextWindow(other));
    return boundOf(asks, body.length, window);
  }

  /** What a call within a bound costs at most, of all models that it may reach together. */
  #ceilingOf({ otherModels = [] }: LlmCall, model: string, bound: CallBound | undefined): MicroUsd {
    if (bound === undefined) return microUsd(0n);
    const prices = this.prices.current;
    const terms = { at: this.clock.now(), surcharges: bound.surcharges };
    let cost: bigint = prices.ceiling(model, bound, terms);
    for (const other of otherModels) cost += prices.ceiling(other, bound, terms);
    return microUsd(cost);
  }

  /** What a count of the prompt could leave of it. */
  #leastOf(call: LlmCall, model: string, bound: CallBound | undefined): MicroUsd {
    return this.#ceilingOf(call, model, bound && boundAfterCount(bound, 0));
  }

  async #reserve(call: LlmCall, model: string, bound: CallBound | undefined): Promise<Account> {
    const { principal, requestId, route, queryType = null, sessionId } = call;
    const { keyId, token, countedAs } = principal;
    const ceiling = this.#ceilingOf(call, model, bound);
    if (call.maxCost !== undefined && ceiling > call.maxCost) throw tooDear(ceiling, call.maxCost);
    const planned = {
      requestId,
      principal: principal.id,
      keyId,
      userId: keyId === null ? countedAs.slice(countedAs.indexOf(':') + 1) : null,
      tokenId: token?.id ?? null,
      tokenHasBudget: token?.maxCost !== undefined,
      route,
      queryType,
      upstream: this.upstream.id,
      model,
      sessionId,
    };
    const reservation = await this.ledger.reserve({
      call: planned,
      principal,
      ceiling,
      least: () => this.#leastOf(call, model, bound),
      prices: this.prices.current,
    });
    return { reservation, maxOutput: bound?.outputTokens ?? 0 };
  }

  /** Closes the row of a call that came to an end. @throws GatewayError `store_unavailable` */
  settle(account: Account, tally: CallTally, outcome: CallOutcome, latencyMs: number): Promise<MicroUsd> {
    const { reservation, maxOutput } = account;
    const isFree = reservation.ceiling === 0n;
    const parts = tally.partsUpTo(maxOutput);
    if (!isFree) this.#tellOfUnknown(tally, parts ?? []);
    const { startedAt, firstTokenAt, attempts, model, surcharges } = tally;
    tally.accounted = true;
    return this.ledger.settle(reservation, {
      model,
      parts,
      surcharges,
      state: stateOf(tally, isFree),
      outcome,
      latencyMs,
      firstTokenMs: firstTokenAt === undefined ? null : firstTokenAt - startedAt,
      attempts,
    });
  }

  /** Takes the row of a call away that was never made. That it stays is for the log, and for who looks for orphans. */
  async release({ reservation }: Account): Promise<void> {
    await this.ledger.release(reservation).catch((error: unknown) => {
      const { requestId: request_id } = reservation.call;
      this.#log.warn({ err: error, request_id }, 'A reservation could not be taken back yet');
    });
  }

  #tellOfUnknown(tally: CallTally, parts: readonly { readonly model: string | undefined }[]): void {
    for (const { model = tally.model } of parts)
      if (!this.prices.current.knows(model)) this.unknown.model(model);
    for (const field of tally.unknownFields) this.unknown.usageField(field);
  }
}

/** A call that could cost more than it may, whoever asks. */
function tooDear(ceiling: MicroUsd, most: MicroUsd): BudgetExhausted {
  const detail = `This can cost up to $${String(toUsd(ceiling))}, and may cost $${String(toUsd(most))} at most; send less data, or have the limit raised`;
  const budget = { scope: 'request', limit_usd: toUsd(most), needed_usd: toUsd(ceiling) };
  return new BudgetExhausted(detail, { extras: { budget, resets_at: null } }, Number(most));
}

/**
 * Paid by count where the provider counted to the end. A call that it failed before it counted anything is free; one
 * that we gave up, or that ended without a count, is paid by estimate.
 */
function stateOf(tally: CallTally, isFree: boolean): 'settled' | 'aborted' | 'forfeited' {
  if (tally.isExact || (isFree && tally.isEnded)) return 'settled';
  return tally.isStarted || tally.isEnded || tally.isOpen ? 'aborted' : 'forfeited';
}
