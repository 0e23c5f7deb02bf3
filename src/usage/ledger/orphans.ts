import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../../kernel';
import { Database } from '../../storage';
import { Ledger } from './ledger';
import { settleOrphans } from './settlement';

const ROUND_MS = 5000;

/** Looks, every few seconds, for calls whose process is gone, and says of this one's that it is not. */
@Injectable()
export class Orphans implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Ledger');
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#round ??= this.look()
        .catch((error: unknown) => {
          this.#log.warn({ err: error }, 'Calls could not be tended; it is tried again');
        })
        .finally(() => {
          this.#round = undefined;
        });
    }, ROUND_MS);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#round;
  }

  /** One round. @throws GatewayError `store_unavailable` */
  async look(): Promise<void> {
    await this.ledger.tend();
    const now = this.clock.now();
    while (await this.#areThere(now)) {
      const orphans = await this.database.transaction((db) => settleOrphans(this.database, db, now));
      // Another replica has them.
      if (orphans === 0) return;
      this.#log.warn({ calls: orphans }, 'Calls of a process that is gone were settled at their ceiling');
    }
  }

  /** Asked outside of a transaction, which would hold everybody up for nothing. */
  async #areThere(now: number): Promise<boolean> {
    const orphan = await this.database.attempt((db) =>
      db
        .selectFrom('ledger')
        .select('id')
        .where('state', '=', 'reserved')
        .where('deadline_at', '<', now)
        .limit(1)
        .executeTakeFirst(),
    );
    return orphan !== undefined;
  }
}
