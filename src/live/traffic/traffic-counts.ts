import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { RequestRecords, type RequestRecord } from '../../http';
import { Clock } from '../../kernel';
import { count } from './measures';
import { Tally } from './tally';
import { TrafficStore } from './traffic.store';

/** Asked by machines and by pages, often and quickly: they are no traffic. */
const UNCOUNTED = /^\/$|^\/(?:health|metrics|docs|openapi\.json|dashboard|api\/live|api\/hello)(?:\/|$)/;
/** The least between two writes. */
const WRITE_EVERY_MS = 500;
/** A moment in which others who end now may join. */
const GATHER_MS = 50;
/** Slots and measures are few, unless the store is away for an hour. */
const MOST_ROWS = 20_000;

/** Counts requests as they end, and adds them to what all replicas count: off the path of requests, and soon. */
@Injectable()
export class TrafficCounts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Traffic');
  #counted = new Tally(MOST_ROWS);
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #lastWriteAt = 0;
  #isFailing = false;
  #stop: () => void = () => undefined;

  constructor(
    private readonly store: TrafficStore,
    private readonly records: RequestRecords,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = this.records.onRecord((record) => {
      this.note(record);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop();
    clearTimeout(this.#timer);
    await this.write().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'The last requests are missing from the traffic');
    });
  }

  note(record: RequestRecord): void {
    const { route, isFeed } = record;
    if (isFeed || (route !== undefined && UNCOUNTED.test(route))) return;
    count(this.#counted, record);
    this.#writeSoon();
  }

  /** Writes what was counted. @throws GatewayError `store_unavailable`; it is kept then, and written later */
  write(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  #writeSoon(): void {
    if (this.#timer !== undefined) return;
    const delay = Math.max(GATHER_MS, this.#lastWriteAt + WRITE_EVERY_MS - this.clock.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.write().catch((error: unknown) => {
        if (!this.#isFailing) this.#log.warn({ err: error }, 'Traffic is kept here until the store takes it');
        this.#isFailing = true;
        this.#writeSoon();
      });
    }, delay);
    this.#timer.unref();
  }

  /** A commit that was made, but not told of, is made twice: these are numbers to watch, not those that anybody pays by. */
  async #write(): Promise<void> {
    const { rows } = this.#counted;
    if (rows.length === 0) return;
    this.#counted = new Tally(MOST_ROWS);
    this.#lastWriteAt = this.clock.now();
    try {
      await this.store.add(rows);
      this.#isFailing = false;
    } catch (error) {
      for (const { slot, measure, value } of rows) this.#counted.add(slot, measure, value);
      throw error;
    }
  }
}
