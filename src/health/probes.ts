import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { sql } from 'kysely';
import { ActiveUpstream } from '../llm';
import { Database, RedisConnection } from '../storage';

/** What one part of the gateway says of itself. */
export interface Check {
  readonly status: 'up' | 'degraded' | 'down';
  readonly [fact: string]: string;
}

/** How the parts are that a request depends on. */
@Injectable()
export class Probes {
  constructor(
    private readonly db: Database,
    private readonly redis: RedisConnection,
    private readonly active: ActiveUpstream,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** Without it nothing is identified or accounted for. */
  async database(): Promise<Check> {
    const { engine } = this.db;
    try {
      await this.db.attempt((db) => sql`select 1`.execute(db));
      return { status: 'up', engine };
    } catch {
      return { status: 'down', engine };
    }
  }

  /** Without it each process counts limits for itself: the service goes on, its replicas are no longer one. */
  limits(): Check {
    const { state } = this.redis;
    if (state === 'away') return { status: 'degraded', counted_in: 'process', redis: 'away' };
    return { status: 'up', counted_in: state === 'none' ? 'process' : 'redis' };
  }

  /** How the last call went; asking the provider on every probe would cost and tell no more. */
  upstream(): Check {
    const { id, lastCall } = this.active;
    return { status: lastCall === 'failed' ? 'degraded' : 'up', provider: id, last_call: lastCall };
  }

  /** A check as a terminus indicator; only `up` counts as ready. */
  async indicator(name: string, check: Check | Promise<Check>): Promise<HealthIndicatorResult> {
    const { status, ...facts } = await check;
    const session = this.indicators.check(name);
    return status === 'up' ? session.up(facts) : session.down(facts);
  }
}
