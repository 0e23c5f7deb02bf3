import { Injectable } from '@nestjs/common';
import { Clock, GatewayError } from '../kernel';
import { Database } from '../storage';
import type { Ticket } from './ticket';

/** A worker is believed to be alive for so long after its last sign of life. */
export const LEASE_MS = 10_000;
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Rows that one statement forgets, so that none takes long. */
const BATCH = 500;
const SWEEP_EVERY_MS = 60_000;

/** How a request stands: claimed by the caller, claimable, worked on by somebody else, or answered. */
export type Standing =
  | { readonly state: 'ours' }
  | { readonly state: 'free' }
  | { readonly state: 'busy' }
  | { readonly state: 'answered'; readonly sealed: string };

/**
 * The table of requests that are answered once. Times are those of the replica's own clock: replicas whose clocks are
 * more than some seconds apart take a living worker for a dead one. Each call raises `store_unavailable` when the
 * database does not answer.
 */
@Injectable()
export class IdempotencyStore {
  #nextSweep = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the request this worker's, in one statement, if nobody has it: it is new or over 24 hours old, its worker
   * shows no sign of life, or its answer is the `unreadable` one. Otherwise as `look`.
   * @throws GatewayError `idempotency_conflict`
   */
  async claim(ticket: Ticket, worker: string, unreadable?: string): Promise<Standing> {
    const now = this.clock.now();
    const claim = {
      fingerprint: ticket.fingerprint,
      answer: null,
      worker,
      claimed_until: now + LEASE_MS,
      expires_at: now + KEPT_MS,
    };
    const claimed = await this.database.attempt((db) =>
      db
        .insertInto('idempotency')
        .values({ id: ticket.id, ...claim })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet(claim)
            .where((row) => {
              const orphaned = row.and([
                row('idempotency.answer', 'is', null),
                row('idempotency.claimed_until', '<', now),
              ]);
              const useless = unreadable === undefined ? [] : [row('idempotency.answer', '=', unreadable)];
              return row.or([
                row('idempotency.expires_at', '<=', now),
                row.and([
                  row('idempotency.fingerprint', '=', ticket.fingerprint),
                  row.or([orphaned, ...useless]),
                ]),
              ]);
            }),
        )
        .returning('worker')
        .executeTakeFirst(),
    );
    return claimed === undefined ? this.look(ticket) : { state: 'ours' };
  }

  /** How the request stands; never 'ours'. @throws GatewayError `idempotency_conflict` when it came with another body */
  async look({ id, fingerprint }: Ticket): Promise<Standing> {
    const now = this.clock.now();
    const row = await this.database.attempt((db) =>
      db.selectFrom('idempotency').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    if (row === undefined || row.expires_at <= now) return { state: 'free' };
    if (row.fingerprint !== fingerprint) {
      throw new GatewayError('idempotency_conflict', 'This `Idempotency-Key` came with another body before');
    }
    if (row.answer !== null) return { state: 'answered', sealed: row.answer };
    return { state: row.claimed_until < now ? 'free' : 'busy' };
  }

  /** A sign of life; nothing when the claim is lost or done. */
  async renew({ id }: Ticket, worker: string): Promise<void> {
    const until = this.clock.now() + LEASE_MS;
    await this.database.attempt((db) =>
      db
        .updateTable('idempotency')
        .set({ claimed_until: until })
        .where('id', '=', id)
        .where('worker', '=', worker)
        // An earlier sign of life may arrive later.
        .where('claimed_until', '<', until)
        .execute(),
    );
  }

  /** Keeps the answer for 24 hours. False when the claim has been lost: then the row is another worker's. */
  async keep({ id }: Ticket, worker: string, sealed: string): Promise<boolean> {
    const { numUpdatedRows } = await this.database.attempt((db) =>
      db
        .updateTable('idempotency')
        .set({ answer: sealed, expires_at: this.clock.now() + KEPT_MS })
        .where('id', '=', id)
        .where('worker', '=', worker)
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  /** Gives the claim up, as if the request had never come; nothing when the claim is lost. */
  async release({ id }: Ticket, worker: string): Promise<void> {
    await this.database.attempt((db) =>
      db.deleteFrom('idempotency').where('id', '=', id).where('worker', '=', worker).execute(),
    );
  }

  /** Deletes what is over 24 hours old, in batches; nothing within a minute after the last time. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + SWEEP_EVERY_MS;
    while ((await this.#forget(now)) === BATCH);
  }

  #forget(now: number): Promise<number> {
    return this.database.attempt(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('idempotency')
        .where('id', 'in', (old) =>
          old.selectFrom('idempotency').select('id').where('expires_at', '<=', now).limit(BATCH),
        )
        // Once more, for a row that has been claimed anew since it was listed.
        .where('expires_at', '<=', now)
        .executeTakeFirst();
      return Number(numDeletedRows);
    });
  }
}
