import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database, RedisConnection } from '../../storage';
import type { AlertRule, Reading } from '../alert-rule';
import { Traffic } from '../traffic';

/** Stores that do not answer: the database to a probe or to requests, Redis to anybody. */
@Injectable()
export class StoresRule implements AlertRule {
  readonly id = 'store_degraded';
  readonly runbook = 'the-database-is-lost';
  readonly recovery = 'The store answers again.';
  #seen = 0;

  constructor(
    private readonly database: Database,
    private readonly redis: RedisConnection,
    private readonly traffic: Traffic,
  ) {}

  async look(): Promise<readonly Reading[]> {
    const { storeRefusals } = this.traffic.totals;
    const refused = storeRefusals - this.#seen;
    this.#seen = storeRefusals;
    const isRedisAway = this.redis.state === 'away';
    const isDatabaseAway = !(await this.#answers());
    const readings: Reading[] = [];
    if (isRedisAway) {
      readings.push({
        thing: 'redis',
        runbook: 'redis-is-away',
        severity: 'warning',
        value: 1,
        threshold: 1,
        summary:
          'Redis does not answer: each replica counts limits for itself, and signed requests are refused; restart Redis, or see whether REDIS_URL is reached from here.',
        labels: { store: 'redis' },
      });
    }
    // Nonces of signatures are refused for want of Redis, and say nothing of the database.
    if (isDatabaseAway || (refused > 0 && !isRedisAway)) {
      const { engine } = this.database;
      const remedy =
        engine === 'postgresql'
          ? 'see whether PostgreSQL runs and has connections left'
          : 'see whether the disk of DATA_DIR is full';
      readings.push({
        thing: 'database',
        severity: 'critical',
        value: Math.max(refused, 1),
        threshold: 1,
        summary: `The database does not answer, so requests are refused (${String(refused)} since the last look); ${remedy}.`,
        labels: { store: 'database', engine },
      });
    }
    return readings;
  }

  async #answers(): Promise<boolean> {
    try {
      await this.database.attempt((db) => sql`select 1`.execute(db));
      return true;
    } catch {
      return false;
    }
  }
}
