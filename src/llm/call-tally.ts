import { NO_USAGE, type Usage } from '../kernel';
import type { UpstreamEvent } from './upstream';

/** What is known of one call so far. */
export class CallTally {
  text = '';
  stopReason: string | undefined = undefined;
  firstTokenAt: number | undefined = undefined;
  /** Whether the call has been handed to the ledger; it must not be twice. */
  accounted = false;
  #usage: Usage = NO_USAGE;
  #started = false;

  constructor(
    /** The model that was asked for, until the provider names the one that answers. */
    public model: string,
    readonly startedAt: number,
  ) {}

  note(event: UpstreamEvent, now: number): void {
    switch (event.type) {
      case 'started':
        this.#started = true;
        this.model = event.model;
        this.#usage = event.usage;
        return;
      case 'text':
        this.firstTokenAt ??= now;
        this.text += event.text;
        return;
      case 'ended':
        this.stopReason = event.stopReason;
        this.#usage = event.usage;
    }
  }

  /**
   * The provider's count where the answer ended. Of a broken answer the input is exact and the output is bounded from
   * above by its bytes, since no token is shorter than one.
   */
  get usage(): Usage {
    if (this.stopReason !== undefined || !this.#started) return this.#usage;
    return { ...this.#usage, outputTokens: Math.max(this.#usage.outputTokens, Buffer.byteLength(this.text)) };
  }
}
