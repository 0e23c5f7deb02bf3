import { Injectable } from '@nestjs/common';
import { Clock, microUsd, type MicroUsd } from '../../kernel';
import { Database } from '../../storage';
import { read } from './counter.store';
import { GATEWAY, periodOf } from './counters';

/** Keeps which amounts were told of; nothing is ever spent in it. */
const TOLD = 'alerts';

/** What everybody together has spent, over all replicas. */
@Injectable()
export class GatewaySpend {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Of this day (UTC), one row. @throws GatewayError `store_unavailable` */
  async today(): Promise<{ readonly day: string; readonly spent: MicroUsd }> {
    const day = periodOf(this.clock.now(), 'day');
    const [counter] = await this.database.attempt((db) => read(db, [{ scope: GATEWAY, period: day }]));
    return { day, spent: microUsd(BigInt(counter?.spent_micro_usd ?? 0)) };
  }

  /**
   * Whether the caller is the one to tell that an amount was reached on a day: true once, over all replicas, for each
   * amount over those that were told of. @throws GatewayError `store_unavailable`
   */
  async claim(day: string, amount: MicroUsd): Promise<boolean> {
    const told = Number(amount);
    const none = { spent_micro_usd: 0, reserved_micro_usd: 0 };
    const rows = await this.database.attempt((db) =>
      db
        .insertInto('budget_counters')
        .values({ scope: TOLD, period: day, ...none, warned_micro_usd: told })
        .onConflict((conflict) =>
          conflict
            .columns(['scope', 'period'])
            .doUpdateSet({ warned_micro_usd: told })
            .where('budget_counters.warned_micro_usd', '<', told),
        )
        .returning('scope')
        .execute(),
    );
    return rows.length > 0;
  }
}
