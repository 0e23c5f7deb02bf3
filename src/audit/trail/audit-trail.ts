import { Logger } from '@nestjs/common';
import type { RequestRecord } from '../../http';
import { randomBase62, VERSION, type Clock } from '../../kernel';
import type { Database } from '../../storage';
import type { AuditEntry, Head, RequestEntry } from '../chain/entry';
import { GENESIS } from '../chain/row-hash';
import { headsOfOthers } from './chain-snapshot';
import type { Appended, ChainStore } from './chain-store';
import { anyActs, MOST_ACTS } from './outbox';
import { entryOf, requestEntries } from './request-entries';

/** How the trail is kept, for metrics and alerts. */
export interface AuditState {
  /** Records that are not written yet. */
  readonly waiting: number;
  /** Records for which there was no room, ever. */
  readonly lost: number;
  /** Epoch milliseconds; undefined: never. */
  readonly lastWrittenAt: number | undefined;
  /** Whether the last attempt to write has failed. */
  readonly failing: boolean;
}

interface Attempt extends Appended {
  /** How many records it has written, and how many losses it has told of. */
  readonly taken: number;
  readonly told: number;
}

const WRITER_LENGTH = 16;
/** As many records as are written in one batch. */
export const BATCH = 500;
/** As many as wait while the store is away: some hundred bytes each. */
const MOST_WAITING = 50_000;
const WITNESS_MS = 3_600_000;
/** Of attempts of which nobody knows whether they were committed. */
const MOST_ATTEMPTS = 20;

/** The chain of this process: requests as they end, and the administrative acts of everybody, in batches. */
export class AuditTrail {
  readonly writer = randomBase62(WRITER_LENGTH);
  readonly #log = new Logger('Audit');
  #waiting: RequestEntry[] = [];
  #lost = 0;
  /** Of the lost, those that the trail does not tell of yet, and since when. */
  #untold = 0;
  #lostSince = 0;
  #head: Head = { writer: this.writer, seq: 0, hash: GENESIS };
  #lastBatch: Appended | undefined;
  #attempts: readonly Attempt[] = [];
  #lastWrittenAt: number | undefined;
  #witnessedAt = 0;
  #failing = false;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(
    private readonly store: ChainStore,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly mostWaiting = MOST_WAITING,
  ) {}

  get state(): AuditState {
    const [waiting, lost] = [this.#waiting.length, this.#lost];
    return { waiting, lost, lastWrittenAt: this.#lastWrittenAt, failing: this.#failing };
  }

  /** How far the chain is written for certain. */
  get head(): Head {
    return this.#head;
  }

  /** The last batch that is written for certain. */
  get lastBatch(): Appended | undefined {
    return this.#lastBatch;
  }

  /** Takes note of a request that is over; returns how many are waiting. On the path of requests: no more than this. */
  note(record: RequestRecord): number {
    if (this.#waiting.length < this.mostWaiting) return this.#waiting.push(entryOf(record));
    if (this.#untold === 0) this.#beginLosing();
    this.#untold += 1;
    this.#lost += 1;
    return this.#waiting.length;
  }

  /** Writes all that was noted and done before. @throws GatewayError `store_unavailable`; it is kept then */
  flush(): Promise<void> {
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        this.#running = this.#round();
        return this.#running;
      });
    return this.#next;
  }

  /** Writes all, and that nothing follows. Nothing may be noted any more. @throws GatewayError `store_unavailable` */
  async close(): Promise<void> {
    await this.flush();
    await this.#write([], { kind: 'closed', at: this.#now() });
  }

  async #round(): Promise<void> {
    try {
      if (this.#attempts.length > 0) await this.#settle();
      if (this.#waiting.length > 0 || this.#untold > 0 || this.#isDue() || (await anyActs(this.database)))
        await this.#writeAll();
      if (this.#failing) this.#log.log('The audit trail is written again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        this.#log.warn({ err: error, ...this.state }, 'The audit trail cannot be written; it is tried again');
      this.#failing = true;
      throw error;
    }
  }

  async #writeAll(): Promise<void> {
    let written: Appended | undefined;
    do {
      const first = await this.#firstEntries();
      written = await this.#write(this.#waiting.slice(0, BATCH), ...first);
    } while (this.#waiting.length > 0 || written?.acts === MOST_ACTS);
  }

  async #write(
    requests: readonly RequestEntry[],
    ...others: readonly AuditEntry[]
  ): Promise<Appended | undefined> {
    const at = this.clock.now();
    const [taken, told] = [requests.length, this.#untold];
    const lost: readonly AuditEntry[] =
      told === 0
        ? []
        : [{ kind: 'lost', at: this.#now(), count: told, since: new Date(this.#lostSince).toISOString() }];
    const entries = [...others, ...requestEntries(requests), ...lost];
    const batch = await this.store.append(this.#head, entries, at, (prepared) => {
      this.#attempts = [...this.#attempts, { ...prepared, taken, told }].slice(-MOST_ATTEMPTS);
    });
    const attempt = this.#attempts.at(-1);
    if (batch === undefined || attempt === undefined) this.#waiting.splice(0, taken);
    else this.#adopt(attempt);
    return batch;
  }

  /** Finds out whether a batch is there of which nobody was told that it is. */
  async #settle(): Promise<void> {
    const found = await this.store.headOf(this.writer);
    const attempt = this.#attempts.find(({ head }) => head.seq === found?.seq && head.hash === found.hash);
    if (attempt !== undefined) this.#adopt(attempt);
    else if ((found?.hash ?? GENESIS) !== this.#head.hash)
      this.#log.error({ head: this.#head, found }, 'Somebody has changed the audit trail of this process');
  }

  #adopt(attempt: Attempt): void {
    if (this.#head.seq === 0) this.#witnessedAt = this.clock.now();
    this.#head = attempt.head;
    this.#lastBatch = attempt;
    this.#attempts = [];
    this.#waiting.splice(0, attempt.taken);
    this.#untold -= attempt.told;
    if (this.#untold > 0) this.#lostSince = this.clock.now();
    this.#lastWrittenAt = this.clock.now();
  }

  /** Whether it is time to say something of oneself. */
  #isDue(): boolean {
    return this.#head.seq === 0 || this.clock.now() - this.#witnessedAt >= WITNESS_MS;
  }

  async #firstEntries(): Promise<readonly AuditEntry[]> {
    if (!this.#isDue()) return [];
    const heads = await headsOfOthers(this.database, this.writer);
    const at = this.#now();
    if (this.#head.seq === 0) return [{ kind: 'opened', at, version: VERSION, heads }];
    this.#witnessedAt = this.clock.now();
    return [{ kind: 'witness', at, heads }];
  }

  #beginLosing(): void {
    this.#lostSince = this.clock.now();
    this.#log.error(this.state, 'The audit trail has no room left: records of requests are lost from now on');
  }

  #now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
