import type { OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../kernel';
import type { RedisConnection } from '../storage';
import type { Lease, LeaseTimes } from './lease';
import { MemoryLeases } from './memory-leases';
import { RedisLeases } from './redis-leases';

const TIMES: LeaseTimes = { lastsMs: 10_000, renewedEveryMs: 3000 };

/**
 * How many requests a holder has under way at once: over all replicas with Redis, in this process without it or while
 * it is away. This process never holds more than the maximum, wherever its leases were taken.
 */
export class Leases implements OnApplicationShutdown {
  readonly #here = new MemoryLeases();
  readonly #everywhere: RedisLeases;

  constructor(redis: RedisConnection, clock: Clock, times = TIMES) {
    this.#everywhere = new RedisLeases(redis, clock, times);
  }

  /** Undefined where `max` are held. */
  async acquire(holder: string, max: number): Promise<Lease | undefined> {
    if (this.#here.isFull(holder, max)) return undefined;
    const everywhere = await this.#everywhere.take(holder, max);
    if (everywhere === undefined) return undefined;
    // Redis does not know of those that were taken while it was away.
    const here = this.#here.take(holder, max);
    if (here === undefined) {
      everywhere.release();
      return undefined;
    }
    return {
      release: () => {
        here.release();
        everywhere.release();
      },
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.#everywhere.close();
  }
}
