import { LightSignal, pause, unlessAborted, type Signal } from '../../kernel';
import { tooSlow } from './upstream-failure';

/** A stream that goes on may take so many times as long as one silence may. */
const STREAM_FACTOR = 10;

/** How long one call may take: to its first byte, between two pieces, and in all. Also ends it when its client leaves. */
export class Patience {
  readonly #signal = new LightSignal();
  readonly #startedAt = Date.now();
  #timer: NodeJS.Timeout;
  /** Epoch milliseconds: when the last piece came. */
  #heardAt = this.#startedAt;
  #whole: NodeJS.Timeout | undefined = undefined;
  #timedOut = false;
  #wentOn = false;
  #held = false;

  constructor(
    private readonly silenceMs: number,
    /** Each ends the call when it fires. */
    private readonly ends: readonly Signal[],
    /** Whether so long a silence is a sign of sickness. */
    private readonly isSign = true,
  ) {
    this.#timer = setTimeout(this.#silence, silenceMs);
    for (const end of ends) {
      if (end.aborted) this.#leave();
      else end.addEventListener('abort', this.#leave, { once: true });
    }
  }

  /** Epoch milliseconds: when the time to the first byte is up. */
  get deadline(): number {
    return this.#startedAt + this.silenceMs;
  }

  /** How many wait for its end. */
  get listeners(): number {
    return this.#signal.listeners;
  }

  get signal(): Signal {
    return this.#signal;
  }

  get timedOut(): boolean {
    return this.#timedOut;
  }

  /** What a call failed with: where its time was up, that, whatever it looked like. */
  explain(error: unknown): unknown {
    return this.#timedOut ? tooSlow(this.silenceMs, this.isSign && !this.#wentOn) : error;
  }

  /** A piece has come: the silence begins anew. The timer finds that out itself: many more pieces come than silences. */
  heard(): void {
    this.#whole ??= setTimeout(this.#wentOnTooLong, this.silenceMs * (STREAM_FACTOR - 1));
    this.#heardAt = Date.now();
  }

  /** Waits for our own reader, which is not the provider's silence. */
  async whileHeld(wait: Promise<void>): Promise<void> {
    this.#held = true;
    try {
      await unlessAborted(wait, this.signal);
    } finally {
      this.#held = false;
      this.heard();
    }
  }

  /** Lets time pass. @throws the signal's reason */
  pause(ms: number): Promise<void> {
    return pause(ms, this.signal);
  }

  /** Gives the call up. */
  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#whole);
    for (const end of this.ends) end.removeEventListener('abort', this.#leave);
    this.#signal.abort();
  }

  readonly #silence = (): void => {
    const left = this.#held ? this.silenceMs : this.#heardAt + this.silenceMs - Date.now();
    if (left > 0) this.#timer = setTimeout(this.#silence, left);
    else this.#timeIsUp();
  };

  /** Not the provider's sickness: perhaps our own reader was slow, and holds the stream back for that. */
  readonly #wentOnTooLong = (): void => {
    this.#wentOn = true;
    this.#timeIsUp();
  };

  readonly #timeIsUp = (): void => {
    this.#timedOut = true;
    this.#signal.abort();
  };

  readonly #leave = (): void => {
    this.#signal.abort();
  };
}
