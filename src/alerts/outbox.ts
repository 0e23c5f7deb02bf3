import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { pause, unlessAborted } from '../kernel';
import type { Alert } from './alert';
import { DeliveryFailed, type AlertSink } from './alert-sink';

const MOST_WAITING = 100;

export interface DeliveryTimes {
  /** The longest that one try takes, from its first byte to its last. */
  readonly tryMs: number;
  /** How long to wait before each further try; there are as many. */
  readonly pausesMs: readonly number[];
}

const TIMES: DeliveryTimes = { tryMs: 5000, pausesMs: [500, 2000] };

interface Letter {
  readonly alert: Alert;
  /** Whether it is tried again. */
  readonly isInsistent: boolean;
  readonly over: (failure?: DeliveryFailed) => void;
}

/**
 * What waits for one sink. One alert is under way at a time, and few wait: a receiver that hangs, refuses or never ends
 * costs one line in the log and the oldest of what waits for it, and nothing of anybody else.
 */
export class Outbox {
  readonly #log = new Logger('Alerts');
  readonly #waiting: Letter[] = [];
  readonly #closing = new AbortController();
  #working: Promise<void> | undefined;
  #isFailing = false;
  #lost = 0;

  constructor(
    private readonly sink: AlertSink,
    private readonly times: DeliveryTimes = TIMES,
  ) {}

  get id(): string {
    return this.sink.id;
  }

  /** Alerts that never arrived. */
  get lost(): number {
    return this.#lost;
  }

  /** Sends an alert when its turn comes. Takes no time and never fails. */
  post(alert: Alert): void {
    this.#put(alert, true).catch(() => undefined);
  }

  /** Sends an alert, once, when its turn comes. @throws DeliveryFailed */
  deliver(alert: Alert): Promise<void> {
    return this.#put(alert, false);
  }

  /** Resolves when nothing waits any more. */
  async emptied(): Promise<void> {
    await this.#working;
  }

  /** Gives up what waits or is under way. */
  close(): void {
    this.#closing.abort(new DeliveryFailed('the gateway ends', false));
  }

  #put(alert: Alert, isInsistent: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (failure?: DeliveryFailed): void => {
        if (failure === undefined) resolve();
        else reject(failure);
      };
      if (this.#waiting.length >= MOST_WAITING) {
        this.#lost += 1;
        this.#waiting.shift()?.over(new DeliveryFailed('too many alerts wait', true));
      }
      this.#waiting.push({ alert, isInsistent, over });
      this.#working ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    for (let letter = this.#waiting.shift(); letter !== undefined; letter = this.#waiting.shift()) {
      const failure = await this.#send(letter);
      if (failure === undefined) this.#hasArrived();
      else this.#hasFailed(failure);
      letter.over(failure);
    }
    this.#working = undefined;
  }

  async #send({ alert, isInsistent }: Letter): Promise<DeliveryFailed | undefined> {
    const pauses = isInsistent ? this.times.pausesMs : [];
    const id = randomUUID();
    for (const wait of [...pauses, undefined]) {
      const failure = await this.#try(alert, id);
      if (failure === undefined || !failure.isPassing || wait === undefined) return failure;
      try {
        await pause(wait, this.#closing.signal);
      } catch {
        return failure;
      }
    }
    return undefined;
  }

  async #try(alert: Alert, id: string): Promise<DeliveryFailed | undefined> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.times.tryMs)]);
    try {
      signal.throwIfAborted();
      // A sink that does not look at its signal holds up nobody, either.
      await unlessAborted(this.sink.send(alert, { id, signal }), signal);
      return undefined;
    } catch (error) {
      if (error instanceof DeliveryFailed) return error;
      return new DeliveryFailed(
        signal.aborted ? 'it did not answer in time' : 'the sink has failed',
        true,
        error,
      );
    }
  }

  #hasArrived(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#log.log({ sink: this.id, lost: this.#lost }, 'Alerts reach a sink again');
  }

  #hasFailed({ message: reason }: DeliveryFailed): void {
    this.#lost += 1;
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#log.error({ sink: this.id, reason }, 'Alerts do not reach a sink');
  }
}
