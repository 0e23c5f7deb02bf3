import { LRUCache } from 'lru-cache';
import type { Clock } from '../kernel';
import type { WindowState } from './window';

/** Callers counted at once. Past it the longest unseen is forgotten, so that invented callers cost no memory. */
const CALLERS_COUNTED = 100_000;

interface Window {
  hits: number;
  readonly endsAt: number;
}

/**
 * Fixed windows in this process: the first hit of a caller opens one, and it ends on its own, whatever comes in
 * between. The count is exact, because nothing waits between reading and writing it.
 */
export class MemoryWindows {
  readonly #windows = new LRUCache<string, Window>({ max: CALLERS_COUNTED });

  constructor(private readonly clock: Clock) {}

  hit(caller: string, windowMs: number): WindowState {
    const now = this.clock.now();
    let window = this.#windows.get(caller);
    if (window === undefined || window.endsAt <= now) {
      window = { hits: 0, endsAt: now + windowMs };
      this.#windows.set(caller, window);
    }
    window.hits += 1;
    return { hits: window.hits, endsInMs: window.endsAt - now };
  }

  /** Takes one hit of the current window back. */
  giveBack(caller: string): void {
    const window = this.#windows.get(caller);
    if (window !== undefined && window.hits > 0) window.hits -= 1;
  }

  /** Looks without counting. */
  peek(caller: string): WindowState | undefined {
    const window = this.#windows.get(caller);
    const now = this.clock.now();
    return window === undefined || window.endsAt <= now
      ? undefined
      : { hits: window.hits, endsInMs: window.endsAt - now };
  }
}
