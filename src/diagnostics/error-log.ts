import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { RequestRecords, type RequestRecord } from '../http';
import { Clock } from '../kernel';
import { BulkInsert, Database, type ErrorCountRow } from '../storage';
import { redacted } from './redacted';

export const HOUR_MS = 3_600_000;
/** How long counts are kept, whoever looks. */
const KEPT_MS = 7 * 24 * HOUR_MS;
const ROUND_MS = 2000;
/** Codes and routes are declared, so there are not many groups, unless a store is away for hours. */
const MOST_GROUPS = 5000;

const ADD = new BulkInsert<ErrorCountRow>(
  'error_counts',
  {
    hour: 'bigint',
    code: 'text',
    route: 'text',
    layer: 'text',
    status: 'bigint',
    count: 'bigint',
    first_seen: 'bigint',
    last_seen: 'bigint',
    sample: 'text',
  },
  `on conflict (hour, code, route) do update set
    count = error_counts.count + excluded.count,
    first_seen = case when excluded.first_seen < error_counts.first_seen then excluded.first_seen else error_counts.first_seen end,
    sample = case when excluded.last_seen < error_counts.last_seen then error_counts.sample else excluded.sample end,
    last_seen = case when excluded.last_seen < error_counts.last_seen then error_counts.last_seen else excluded.last_seen end`,
);
const ROWS_AT_ONCE = 250;

/**
 * What was refused or went wrong, counted by hour, code and route, with the words of the last one: off the path of
 * requests, for all replicas, without secrets and without anything of what was asked.
 */
@Injectable()
export class ErrorLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Errors');
  #counted = new Map<string, ErrorCountRow>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #stop: () => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly records: RequestRecords,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = this.records.onRecord((record) => {
      this.note(record);
    });
    this.#timer = setInterval(() => {
      this.write().catch((error: unknown) => {
        this.#log.warn({ err: error }, 'Errors could not be counted yet; it is tried again');
      });
    }, ROUND_MS);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop();
    await this.write().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'The last errors are not counted');
    });
  }

  /** Counts a request that was refused or failed, or answered with less than it should. */
  note({ failure, route = '', endedAt }: RequestRecord): void {
    if (failure === undefined) return;
    const { code, layer, status } = failure;
    this.#add({
      hour: endedAt - (endedAt % HOUR_MS),
      code,
      route,
      layer,
      status,
      count: 1,
      first_seen: endedAt,
      last_seen: endedAt,
      // Redacted when it is written: of many only the last is.
      sample: failure.message,
    });
  }

  /** What was counted since then by all replicas; by others some seconds late. @throws GatewayError `store_unavailable` */
  async since(from: number): Promise<readonly ErrorCountRow[]> {
    await this.write();
    return this.database.attempt((db) =>
      db
        .selectFrom('error_counts')
        .selectAll()
        .where('hour', '>=', from - (from % HOUR_MS))
        .where('last_seen', '>=', from)
        .orderBy('last_seen', 'desc')
        .limit(MOST_GROUPS)
        .execute(),
    );
  }

  /** Writes what was counted, and lets go of what is old. @throws GatewayError `store_unavailable`; it is kept then */
  write(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#counted.size === 0) return;
    const rows = [...this.#counted.values()].map((row) => ({ ...row, sample: redacted(row.sample) }));
    this.#counted = new Map();
    try {
      await this.database.transaction(async (db) => {
        const { engine } = this.database;
        // Always in one order, so that two replicas never wait for each other.
        const sorted = rows.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
        for (let at = 0; at < sorted.length; at += ROWS_AT_ONCE)
          await ADD.run(db, engine, sorted.slice(at, at + ROWS_AT_ONCE));
        const oldest = this.clock.now() - KEPT_MS;
        await db.deleteFrom('error_counts').where('hour', '<', oldest).execute();
      });
    } catch (error) {
      for (const row of rows) this.#add(row);
      throw error;
    }
  }

  #add(row: ErrorCountRow): void {
    const name = nameOf(row);
    const same = this.#counted.get(name);
    if (same === undefined) {
      if (this.#counted.size < MOST_GROUPS) this.#counted.set(name, row);
      return;
    }
    const [older, newer] = same.last_seen <= row.last_seen ? [same, row] : [row, same];
    const first_seen = Math.min(older.first_seen, newer.first_seen);
    this.#counted.set(name, { ...newer, first_seen, count: older.count + newer.count });
  }
}

function nameOf({ hour, code, route }: ErrorCountRow): string {
  return `${String(hour)} ${code} ${route}`;
}
