import { Injectable } from '@nestjs/common';
import { Attempt, type Timing } from './attempt';
import { Flight } from './flight';
import { IdempotencyStore } from './idempotency.store';
import { WaitLimit } from './wait-limit';
import { SealedAnswers } from './sealed-answers';
import { ticketOf, type OnceRequest, type Ticket } from './ticket';

export interface OnceAnswer<T> {
  readonly answer: T;
  /** Whether it is the answer to another request with the same key and body. */
  readonly replayed: boolean;
}

const TIMING: Timing = { heartbeatMs: 3000, pollMs: 100, longestWaitMs: 15 * 60 * 1000 };

/**
 * Answers a request once, however often it comes: at the same time or within 24 hours, on this replica or another, and
 * also where the first attempt failed or its process died, after which one of those who ask again works anew. The
 * clocks of replicas must agree within some seconds.
 */
@Injectable()
export class Idempotency {
  /** Of this process, so that those who ask the same here wait together for one of them. */
  readonly #flights = new Map<string, Flight>();

  constructor(
    private readonly store: IdempotencyStore,
    private readonly answers: SealedAnswers,
    private readonly timing = TIMING,
  ) {}

  /**
   * The answer that is kept, or that of `work`, which is then kept for 24 hours. An answer has to survive JSON: who
   * gets it replayed gets what JSON makes of it. One of more than 1 MiB of JSON goes to those who wait for it here, and
   * is not kept; the same goes for one that the store cannot take because it has gone away meanwhile.
   * @throws whatever `work` raises, to its own caller only; nothing of it is kept
   * @throws GatewayError `idempotency_conflict` when the key came with another body on this route,
   * `store_unavailable` before any work, `overloaded` when others were at work for too long
   * @throws the reason of `departure` when it fires during a wait for others; `work` has to heed it by itself
   */
  async once<T>(request: OnceRequest, work: () => Promise<T>): Promise<OnceAnswer<T>> {
    const ticket = ticketOf(request);
    const limit = new WaitLimit(request.departure, this.timing.longestWaitMs);
    try {
      for (;;) {
        const flight = this.#flights.get(nameOf(ticket));
        if (flight === undefined) return await this.#lead(ticket, limit, work);
        const outcome = await limit.until(flight.landed);
        if (outcome !== undefined && 'refusal' in outcome) throw outcome.refusal;
        if (outcome !== undefined) return replayOf(outcome.json);
      }
    } finally {
      limit.end();
    }
  }

  /** Asks the store, on behalf of all who ask the same here. */
  async #lead<T>(ticket: Ticket, limit: WaitLimit, work: () => Promise<T>): Promise<OnceAnswer<T>> {
    const flight = new Flight();
    this.#flights.set(nameOf(ticket), flight);
    try {
      const attempt = new Attempt(this.store, this.answers, ticket, this.timing);
      const json = await attempt.answerOfOthers(limit).catch((error: unknown) => {
        // The store refuses everybody; an end of patience is this caller's alone.
        if (!limit.over) flight.land({ refusal: error });
        throw error;
      });
      if (json !== undefined) {
        flight.land({ json });
        return replayOf(json);
      }
      const answer = await attempt.carryOut(work, (kept) => {
        flight.land({ json: kept });
      });
      return { answer, replayed: false };
    } finally {
      this.#flights.delete(nameOf(ticket));
      flight.land(undefined);
    }
  }
}

/** With the fingerprint, so that nobody waits for the answer to another body. */
function nameOf({ id, fingerprint }: Ticket): string {
  return `${id}.${fingerprint}`;
}

function replayOf<T>(json: string): OnceAnswer<T> {
  const { answer } = JSON.parse(json) as { answer: T };
  return { answer, replayed: true };
}
