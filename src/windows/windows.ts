import { Injectable } from '@nestjs/common';
import { MemoryWindows } from './memory-windows';
import { RedisWindows } from './redis-windows';
import type { WindowState } from './window';

/** Counts per caller and window: shared over Redis, in this process without it or while it is away. */
@Injectable()
export class Windows {
  constructor(
    private readonly shared: RedisWindows,
    private readonly local: MemoryWindows,
  ) {}

  hit(caller: string, windowMs: number): WindowState | Promise<WindowState> {
    if (!this.shared.configured) return this.local.hit(caller, windowMs);
    return this.#sharedOr(
      () => this.shared.hit(caller, windowMs),
      () => this.local.hit(caller, windowMs),
    );
  }

  /** Looks without counting. Undefined where no window is open. */
  peek(caller: string): Promise<WindowState | undefined> {
    return this.#sharedOr(
      () => this.shared.peek(caller),
      () => this.local.peek(caller),
    );
  }

  /**
   * Counts here and, where there is one, in Redis: for what must not be forgotten when Redis comes and goes. Only
   * `peekEverywhere` sees both.
   */
  async hitEverywhere(caller: string, windowMs: number): Promise<void> {
    this.local.hit(caller, windowMs);
    if (this.shared.configured) await this.shared.hit(caller, windowMs).catch(() => undefined);
  }

  /** The fuller of the two windows. */
  async peekEverywhere(caller: string): Promise<WindowState | undefined> {
    const here = this.local.peek(caller);
    if (!this.shared.configured) return here;
    const there = await this.shared.peek(caller).catch(() => undefined);
    if (here === undefined || there === undefined) return here ?? there;
    return there.hits > here.hits ? there : here;
  }

  async #sharedOr<T>(shared: () => Promise<T>, local: () => T): Promise<T> {
    if (!this.shared.configured) return local();
    try {
      return await shared();
    } catch {
      // RedisConnection has said so, in the log and in the health report.
      return local();
    }
  }
}
