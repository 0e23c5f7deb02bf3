import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { IdempotencyStore } from './idempotency.store';
import type { WaitLimit } from './wait-limit';
import type { SealedAnswers } from './sealed-answers';
import type { Ticket } from './ticket';

/** In milliseconds. */
export interface Timing {
  /** Between two signs of life of a worker, whose lease is LEASE_MS. */
  readonly heartbeatMs: number;
  /** Between two looks at what another replica does. */
  readonly pollMs: number;
  /** How long a caller waits for others at most. */
  readonly longestWaitMs: number;
}

const LONGEST_ANSWER_BYTES = 1024 * 1024;

const log = new Logger('Idempotency');

/** One attempt to get at the answer to a request, under a name of its own in the store. */
export class Attempt {
  readonly #worker = randomUUID();

  constructor(
    private readonly store: IdempotencyStore,
    private readonly answers: SealedAnswers,
    private readonly ticket: Ticket,
    private readonly timing: Timing,
  ) {}

  /**
   * The answer that is kept, as JSON, as soon as others are done with it; undefined when this attempt is to make it.
   * @throws GatewayError `idempotency_conflict` or `store_unavailable`, and what the limit ends with
   */
  async answerOfOthers(limit: WaitLimit): Promise<string | undefined> {
    let standing = await this.store.claim(this.ticket, this.#worker);
    // Off the request's path: what is left over goes with the next sweep.
    void this.store.sweep().catch(() => undefined);
    for (;;) {
      switch (standing.state) {
        case 'ours':
          return undefined;
        case 'free':
          standing = await this.store.claim(this.ticket, this.#worker);
          break;
        case 'busy':
          await limit.pause(this.timing.pollMs);
          standing = await this.store.look(this.ticket);
          break;
        case 'answered': {
          const json = this.answers.open(standing.sealed, this.ticket.id);
          if (json !== undefined) return json;
          standing = await this.store.claim(this.ticket, this.#worker, standing.sealed);
        }
      }
    }
  }

  /** Makes the answer, and shows meanwhile that somebody does; `share` gets its JSON when others here may have it. */
  async carryOut<T>(work: () => Promise<T>, share: (json: string) => void): Promise<T> {
    const heartbeat = setInterval(() => {
      // The next beat tries again; without any the lease runs out, as it should.
      void this.store.renew(this.ticket, this.#worker).catch(() => undefined);
    }, this.timing.heartbeatMs).unref();
    try {
      const answer = await this.#orRelease(work);
      const json = await this.#keep(answer);
      if (json !== undefined) share(json);
      return answer;
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #orRelease<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // Where the store is away, the lease runs out by itself.
      await this.store.release(this.ticket, this.#worker).catch(() => undefined);
      throw error;
    }
  }

  /** Never raises: the answer has been made and paid for. Its JSON, unless there is a later claim or it is no JSON. */
  async #keep(answer: unknown): Promise<string | undefined> {
    let json: string | undefined;
    try {
      json = JSON.stringify({ answer });
      if (Buffer.byteLength(json) > LONGEST_ANSWER_BYTES) {
        await this.store.release(this.ticket, this.#worker);
        return json;
      }
      const sealed = this.answers.seal(json, this.ticket.id);
      return (await this.store.keep(this.ticket, this.#worker, sealed)) ? json : undefined;
    } catch (error) {
      log.warn({ err: error }, 'An answer was not kept for its Idempotency-Key');
      return json;
    }
  }
}
