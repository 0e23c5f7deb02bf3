import { ThrottlerStorageRedisService } from '@nest-lab/throttler-storage-redis';
import type { RedisConnection } from '../storage';
import type { WindowState } from './window';

/** The name that the library files our hits under. */
const THROTTLER = 'rate';

/**
 * Told to the library as the limit, so that it only counts: its own blocking starts a second window at the first
 * refusal and counts what comes meanwhile into the next one, which breaks the promise of `Retry-After` (docs/adr/0004).
 */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** Fixed windows that all replicas share. Counting and expiry are one script, so Redis keeps both count and time. */
export class RedisWindows {
  readonly #counter: ThrottlerStorageRedisService | undefined;

  constructor(private readonly redis: RedisConnection) {
    this.#counter = redis.driver === undefined ? undefined : new ThrottlerStorageRedisService(redis.driver);
  }

  /** Whether a Redis is configured. */
  get configured(): boolean {
    return this.#counter !== undefined;
  }

  /** @throws Error while Redis is away */
  async hit(caller: string, windowMs: number): Promise<WindowState> {
    const counter = this.#counter;
    if (counter === undefined) throw new Error('No Redis is configured');
    const { totalHits, timeToExpire } = await this.redis.run(() =>
      counter.increment(caller, windowMs, NO_LIMIT, windowMs, THROTTLER),
    );
    return { hits: totalHits, endsInMs: timeToExpire * 1000 };
  }

  /** Looks without counting. @throws Error while Redis is away */
  async peek(caller: string): Promise<WindowState | undefined> {
    const name = `{${caller}:${THROTTLER}}:hits`;
    const replies = await this.redis.run((redis) => redis.multi().get(name).pttl(name).exec());
    const [hits, endsInMs] = (replies ?? []).map(([, value]) => Number(value ?? 0));
    return hits === undefined || endsInMs === undefined || endsInMs <= 0 ? undefined : { hits, endsInMs };
  }
}
