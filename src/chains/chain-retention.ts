import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock, HourlyRounds } from '../kernel';
import { Database, type Queries } from '../storage';

const FIRST_LOOK_MS = 60_000;
const DAY_MS = 86_400_000;
const MOST_CHAINS = 500;
/** Of all chains that go at once, so that others who wait for the store do not wait long. */
const MOST_STEPS = 2000;

/** Deletes, every hour, the chains that nobody has gone on with for `CHAINS_RETENTION_DAYS`. */
@Injectable()
export class ChainRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Chains');
  readonly #rounds = new HourlyRounds(
    () => this.look(),
    (error) => {
      this.#log.warn({ err: error }, 'Old chains could not be deleted; it is tried again');
    },
  );

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.begin(FIRST_LOOK_MS);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#rounds.end();
  }

  /**
   * One round: batch after batch, a transaction each, until none is left. What another replica deletes is left to it.
   * @throws GatewayError `store_unavailable`
   */
  async look(): Promise<void> {
    const before = this.clock.now() - this.config.chains.retentionDays * DAY_MS;
    let chains = 0;
    for (let batch = 1; batch > 0 && !this.#rounds.isEnding; chains += batch)
      batch = await this.#forget(before);
    if (chains > 0) this.#log.log({ chains }, 'Chains were deleted after their time');
  }

  /** Whoever goes on with a chain locks its row first: no step comes to one of these until both are gone. */
  #forget(before: number): Promise<number> {
    return this.database.transaction(async (db) => {
      const ids = atOnce(await this.#old(db, before));
      if (ids.length === 0) return 0;
      await db.deleteFrom('chains').where('id', 'in', ids).execute();
      await db.deleteFrom('chain_steps').where('chain_id', 'in', ids).execute();
      return ids.length;
    });
  }

  #old(db: Queries, before: number): Promise<readonly { readonly id: string; readonly steps: number }[]> {
    const rows = db
      .selectFrom('chains')
      .select(['id', 'steps'])
      .where('updated_at', '<', before)
      .orderBy('updated_at')
      .limit(MOST_CHAINS);
    return (this.database.engine === 'postgresql' ? rows.forUpdate().skipLocked() : rows).execute();
  }
}

/** As many of the first as have no more than so many steps together, and one at least. */
function atOnce(chains: readonly { readonly id: string; readonly steps: number }[]): readonly string[] {
  let steps = 0;
  const end = chains.findIndex((chain, at) => (steps += chain.steps) > MOST_STEPS && at > 0);
  return (end === -1 ? chains : chains.slice(0, end)).map(({ id }) => id);
}
