import { addressBucket, type Clock } from '../kernel';
import { MemoryWindows, type WindowState } from '../windows';

/**
 * How many requests of each address nobody has answered for yet. Apart from the rate limits, so that invented
 * addresses can never push a key's window out of memory.
 */
export class FloodWindows {
  readonly #windows: MemoryWindows;

  constructor(clock: Clock) {
    this.#windows = new MemoryWindows(clock);
  }

  hit(address: string, windowMs: number): WindowState {
    return this.#windows.hit(addressBucket(address), windowMs);
  }

  /** Takes one request of an address back: it turned out to be somebody's. */
  forgive(address: string): void {
    this.#windows.giveBack(addressBucket(address));
  }
}
