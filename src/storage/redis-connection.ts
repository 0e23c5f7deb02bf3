import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/** What REDIS_TIMEOUT_MS is when nobody says otherwise. */
const TIMEOUT_MS = 400;
const PROBE_INTERVAL_MS = 500;
const RECONNECT_DELAYS_MS = { first: 50, longest: 1000 };
/** Probes that may fail on one connection before a fresh one is tried. */
const PROBES_PER_CONNECTION = 4;

/**
 * Redis, if there is one, and whether it answers. While it is away commands fail at once and a probe waits for its
 * return, so that no request pays for the same time-out twice. Nothing is queued, and nothing sent again.
 */
export class RedisConnection {
  readonly #log = new Logger('Redis');
  readonly #redis: Redis | undefined;
  readonly #ears: Redis[] = [];
  #away = false;
  #failedProbes = 0;
  #probe: NodeJS.Timeout | undefined;

  /** @param timeoutMs after which a Redis that does not answer counts as away */
  constructor(url: string | undefined, timeoutMs = TIMEOUT_MS) {
    if (url === undefined) return;
    this.#redis = new Redis(url, {
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: timeoutMs,
      connectTimeout: 1000,
      disconnectTimeout: 100,
      retryStrategy: (attempt) =>
        Math.min(RECONNECT_DELAYS_MS.first * 2 ** Math.min(attempt, 10), RECONNECT_DELAYS_MS.longest),
    });
    // Every command reports its own failure; without a listener ioredis would print each attempt.
    this.#redis.on('error', () => undefined);
  }

  get state(): 'none' | 'up' | 'away' {
    if (this.#redis === undefined) return 'none';
    return this.#away ? 'away' : 'up';
  }

  /** The driver, for libraries that want one. Undefined when no Redis is configured. */
  get driver(): Redis | undefined {
    return this.#redis;
  }

  /** Resolves when the first connection is ready or has failed, so that the first request meets a decided state. */
  async settled(): Promise<void> {
    if (this.#redis === undefined) return;
    const redis = this.#redis;
    if (redis.status !== 'ready') {
      await new Promise<void>((resolve) => {
        redis.once('ready', resolve);
        redis.once('close', resolve);
        setTimeout(resolve, 1000).unref();
      });
    }
    await this.run((client) => client.ping()).catch(() => undefined);
  }

  /** Runs a command. Rejects at once while Redis is away. */
  async run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    if (this.#redis === undefined) throw new Error('No Redis is configured');
    if (this.#away) throw new Error('Redis is away');
    try {
      return await command(this.#redis);
    } catch (error) {
      this.#leave(error);
      throw error;
    }
  }

  /**
   * Hears what any replica publishes, and calls the listener also after each reconnection, since something may have
   * been missed. Without Redis there is nothing to hear.
   */
  listen(channel: string, listener: () => void): void {
    if (this.#redis === undefined) return;
    const ear = this.#redis.duplicate({ autoResubscribe: false });
    ear.on('error', () => undefined);
    ear.on('message', listener);
    ear.on('ready', () => {
      ear.subscribe(channel).then(listener, () => undefined);
    });
    this.#ears.push(ear);
  }

  close(): void {
    clearInterval(this.#probe);
    this.#redis?.disconnect();
    for (const ear of this.#ears) ear.disconnect();
  }

  #leave(cause: unknown): void {
    if (this.#away) return;
    this.#away = true;
    this.#failedProbes = 0;
    this.#log.warn({ event: 'redis_away', reason: String(cause) }, 'Redis does not answer');
    this.#probe = setInterval(() => void this.#tryReturn(), PROBE_INTERVAL_MS);
    this.#probe.unref();
  }

  async #tryReturn(): Promise<void> {
    try {
      await this.#redis?.ping();
    } catch {
      this.#failedProbes += 1;
      if (this.#failedProbes % PROBES_PER_CONNECTION === 0) this.#redis?.disconnect(true);
      return;
    }
    if (!this.#away) return;
    clearInterval(this.#probe);
    this.#away = false;
    this.#log.log({ event: 'redis_back' }, 'Redis answers again');
  }
}
