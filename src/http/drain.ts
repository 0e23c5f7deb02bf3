import { Injectable } from '@nestjs/common';
import { LightSignal } from '../kernel';

/** What is under way, so that the gateway can end without cutting it. */
@Injectable()
export class Drain {
  readonly #cut = new LightSignal();
  readonly #leaving = new LightSignal();
  #underWay = 0;
  #isEnding = false;
  #whenIdle: (() => void) | undefined = undefined;

  /** So many requests, and calls to a model, have to come to their end before the gateway can. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Whether requests had better go elsewhere: it is about to end, or ending. */
  get isLeaving(): boolean {
    return this.leaving.aborted;
  }

  /** Fires when requests had better go elsewhere. */
  get leaving(): LightSignal {
    return this.#leaving;
  }

  /** Whether no new work is taken. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Fires when the grace is over: whatever is still under way ends now. */
  get cut(): LightSignal {
    return this.#cut;
  }

  /** Something begins; it is over when the function that comes back is called. */
  enter(): () => void {
    this.#underWay += 1;
    return () => {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#whenIdle?.();
    };
  }

  /** From now on readiness is red, and connections are closed after their answer; work is still taken. */
  leave(): void {
    this.#leaving.abort();
  }

  /** From now on nothing new is taken. Resolves when nothing is under way, after `graceMs` at the latest. */
  async end(graceMs: number): Promise<void> {
    this.leave();
    this.#isEnding = true;
    if (this.#underWay === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
      timer = setTimeout(resolve, graceMs);
    });
    clearTimeout(timer);
    if (this.#underWay > 0) this.#cut.abort();
  }
}
