import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { RequestRecords, type RequestRecord } from '../../http';
import { Clock } from '../../kernel';
import type { TrafficRow } from '../../storage';
import { dayIncrementsOf, dayOf, incrementsOf, slotOf, type Increments } from './measures';
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
  #counted = new Map<string, TrafficRow>();
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
    const { route, isFeed, principal, calls, endedAt } = record;
    if (isFeed || (route !== undefined && UNCOUNTED.test(route))) return;
    this.#add(slotOf(endedAt), incrementsOf(record));
    if (calls.length > 0) {
      for (const owner of new Set(['gateway', principal?.countedAs ?? 'gateway']))
        this.#add(dayOf(endedAt), dayIncrementsOf(calls, owner));
    }
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
    if (this.#counted.size === 0) return;
    const rows = [...this.#counted.values()];
    this.#counted = new Map();
    this.#lastWriteAt = this.clock.now();
    try {
      await this.store.add(rows);
      this.#isFailing = false;
    } catch (error) {
      for (const { slot, measure, value } of rows) this.#add(slot, { [measure]: value });
      throw error;
    }
  }

  #add(slot: number, increments: Increments): void {
    for (const [measure, value] of Object.entries(increments)) {
      const name = `${String(slot)} ${measure}`;
      const row = this.#counted.get(name);
      if (row !== undefined) row.value += value;
      else if (this.#counted.size < MOST_ROWS) this.#counted.set(name, { slot, measure, value });
    }
  }
}
