import { randomUUID } from 'node:crypto';
import type { Clock } from '../kernel';
import type { RedisConnection } from '../storage';
import type { Lease, LeaseTimes } from './lease';

/** Others may keep things in the same Redis. */
const PREFIX = 'sallyport:leases:';

/** Milliseconds since 1970 by the clock that all replicas share. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Drops what has lapsed, counts the rest and adds one where there is room: one script is one step. */
const TAKE = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`;

/** Never brings back what has been dropped: its place may be somebody else's by now. */
const RENEW = `${NOW}
redis.call('ZADD', KEYS[1], 'XX', now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

/** Where there is no Redis to ask, nothing is held there. */
const UNSHARED: Lease = { release: () => undefined };

interface Kept {
  readonly holder: string;
  /** Epoch milliseconds; undefined while it is held. */
  endedAt: number | undefined;
}

/**
 * Leases that all replicas share. This process renews what it holds, so what a dead one held lapses by itself. Redis
 * hears again and again of what has ended, until it answers or the lease has lapsed anyway.
 */
export class RedisLeases {
  /** What is held, and what Redis may still think is. */
  readonly #kept = new Map<string, Kept>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
    private readonly times: LeaseTimes,
  ) {}

  /** Undefined where `max` are held. Without Redis, and while it is away, a lease that binds nobody. */
  async take(holder: string, max: number): Promise<Lease | undefined> {
    if (this.redis.state !== 'up') return UNSHARED;
    const id = randomUUID();
    try {
      const taken = await this.redis.run((redis) =>
        redis.eval(TAKE, 1, PREFIX + holder, id, this.times.lastsMs, max),
      );
      if (taken !== 1) return undefined;
    } catch {
      // RedisConnection has said so. The script may have run all the same, and then nobody holds what it took.
      this.#keep(id, { holder, endedAt: this.clock.now() });
      return UNSHARED;
    }
    this.#keep(id, { holder, endedAt: undefined });
    return {
      release: () => {
        this.#release(id);
      },
    };
  }

  /** Renews nothing any more. Resolves when Redis has been told that all has ended, or does not answer. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#kept].map(([id, { holder }]) => this.#remove(id, holder)));
  }

  #release(id: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.endedAt !== undefined) return;
    kept.endedAt = this.clock.now();
    void this.#remove(id, kept.holder);
  }

  async #remove(id: string, holder: string): Promise<void> {
    try {
      await this.redis.run((redis) => redis.zrem(PREFIX + holder, id));
      this.#forget(id);
    } catch {
      // The next turn of the timer tries again.
    }
  }

  #turn(): void {
    const longAgo = this.clock.now() - this.times.lastsMs;
    for (const [id, { holder, endedAt }] of this.#kept) {
      if (endedAt === undefined) void this.#renew(id, holder);
      else if (endedAt <= longAgo) this.#forget(id);
      else void this.#remove(id, holder);
    }
  }

  async #renew(id: string, holder: string): Promise<void> {
    try {
      await this.redis.run((redis) => redis.eval(RENEW, 1, PREFIX + holder, id, this.times.lastsMs));
    } catch {
      // So it lapses, unless a later turn comes in time.
    }
  }

  #keep(id: string, kept: Kept): void {
    this.#kept.set(id, kept);
    if (this.#closed) return;
    this.#timer ??= setInterval(() => {
      this.#turn();
    }, this.times.renewedEveryMs).unref();
  }

  #forget(id: string): void {
    this.#kept.delete(id);
    if (this.#kept.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
