import { ThrottlerStorageRedisService } from '@nest-lab/throttler-storage-redis';
import type { RedisConnection } from '../storage';
import type { WindowState } from './window';

/** The name that the library files our hits under. */
const THROTTLER = 'rate';
/** Others may keep things in the same Redis. */
const PREFIX = 'sallyport:';

/**
 * Counts a hit, and opens a window with it where none is open. Redis keeps both the count and the time, and one
 * script is one step. In its last millisecond a window still exists with no time left; it is over then.
 */
const COUNT = `
local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left <= 0 then
  redis.call('SET', KEYS[1], 1, 'PX', ARGV[2])
  hits = 1
  left = tonumber(ARGV[2])
end
return { hits, left, 0, 0 }
`;

/**
 * The library's storage with a script of ours. Its own starts a second window at the first refusal, counts what comes
 * meanwhile into the next one, and lets a window that is hit in its last millisecond begin anew with the old count:
 * each breaks the promise of `Retry-After` (docs/adr/0004).
 */
class WindowStorage extends ThrottlerStorageRedisService {
  override getScriptSrc(): string {
    return COUNT;
  }
}

/** Fixed windows that all replicas share. */
export class RedisWindows {
  readonly #counter: WindowStorage | undefined;

  constructor(private readonly redis: RedisConnection) {
    this.#counter = redis.driver === undefined ? undefined : new WindowStorage(redis.driver);
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
      counter.increment(PREFIX + caller, windowMs, 0, 0, THROTTLER),
    );
    return { hits: totalHits, endsInMs: timeToExpire * 1000 };
  }

  /** Looks without counting. @throws Error while Redis is away */
  async peek(caller: string): Promise<WindowState | undefined> {
    const name = `{${PREFIX}${caller}:${THROTTLER}}:hits`;
    const replies = await this.redis.run((redis) => redis.multi().get(name).pttl(name).exec());
    const [hits, endsInMs] = (replies ?? []).map(([, value]) => Number(value ?? 0));
    return hits === undefined || endsInMs === undefined || endsInMs <= 0 ? undefined : { hits, endsInMs };
  }
}
