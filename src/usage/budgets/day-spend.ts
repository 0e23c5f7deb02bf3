import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Clock, microUsd, toUsd } from '../../kernel';
import { Database } from '../../storage';
import { DAY_MS } from '../reports/time-range';
import { read } from './counter.store';
import { GATEWAY, periodOf } from './counters';

/** What calls have cost on this day (UTC), and hold. US dollars, to the micro-dollar. */
interface DayCosts {
  readonly cost_usd: number;
  readonly reserved_usd: number;
}

/** All that the calls of one token came to. */
interface TokenDay extends DayCosts {
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
}

/** What this day has cost so far, exactly. Each raises `store_unavailable`. */
@Injectable()
export class DaySpend {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Of everybody. */
  ofGateway(): Promise<DayCosts> {
    return this.#ofCounter(GATEWAY);
  }

  /** Of a key or a user with all their tokens, such as `key:4fK2…`: one row. */
  ofOwner(owner: string): Promise<DayCosts> {
    return this.#ofCounter(owner);
  }

  /** Of one browser token, which has no counter of its own: a sum over its few calls. */
  async ofToken(id: string): Promise<TokenDay> {
    const now = this.clock.now();
    const { rows } = await this.database.attempt((db) =>
      sql<Record<keyof TokenDay, number | string>>`
        select count(*) as requests, coalesce(sum(input_tokens), 0) as input_tokens,
          coalesce(sum(output_tokens), 0) as output_tokens, coalesce(sum(cost_micro_usd), 0) as cost_usd,
          coalesce(sum(ceiling_micro_usd) filter (where state = 'reserved'), 0) as reserved_usd
        from ledger where token_id = ${id} and created_at >= ${now - (now % DAY_MS)}`.execute(db),
    );
    const [sums] = rows;
    return {
      requests: Number(sums?.requests ?? 0),
      input_tokens: Number(sums?.input_tokens ?? 0),
      output_tokens: Number(sums?.output_tokens ?? 0),
      cost_usd: usd(sums?.cost_usd ?? 0),
      reserved_usd: usd(sums?.reserved_usd ?? 0),
    };
  }

  async #ofCounter(scope: string): Promise<DayCosts> {
    const period = periodOf(this.clock.now(), 'day');
    const [counter] = await this.database.attempt((db) => read(db, [{ scope, period }]));
    return {
      cost_usd: usd(counter?.spent_micro_usd ?? 0),
      reserved_usd: usd(counter?.reserved_micro_usd ?? 0),
    };
  }
}

function usd(amount: number | string): number {
  return toUsd(microUsd(BigInt(amount)));
}
