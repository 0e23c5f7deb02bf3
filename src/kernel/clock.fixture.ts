import { Clock } from './clock';

/** A clock that stands still until it is told to go on. */
export class FixedClock extends Clock {
  constructor(private at = Date.UTC(2026, 10, 21)) {
    super();
  }

  override now(): number {
    return this.at;
  }

  advance(ms: number): void {
    this.at += ms;
  }
}
