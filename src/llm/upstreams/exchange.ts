import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Signal } from '../../kernel';
import type { UpstreamResponse } from '../upstream';

/** So much of an answer waits for its reader before the provider is held back. */
const MOST_WAITING_BYTES = 65_536;

const END: IteratorResult<Buffer, undefined> = { done: true, value: undefined };

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One request under way and the body of its answer: undici's lowest handler, for `request` costs a stream, an async
 * resource and a listener for each (docs/performance.md). Who leaves the body before its end closes the connection.
 */
export class Exchange implements Dispatcher.DispatchHandler, AsyncIterableIterator<Buffer, undefined> {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #reader: Waiting<IteratorResult<Buffer, undefined>> | undefined;
  #isOver = false;
  #failure: Error | undefined;

  constructor(
    private readonly signal: Signal,
    private readonly answered: Waiting<UpstreamResponse>,
  ) {
    signal.addEventListener('abort', this.#callOff, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // What comes before an answer (RFC 9110 section 15.2) is none.
    if (status >= 200) this.answered.resolve({ status, headers, body: this });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const reader = this.#reader;
    if (reader !== undefined) {
      this.#reader = undefined;
      reader.resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= MOST_WAITING_BYTES) controller.pause();
  }

  onResponseEnd(): void {
    this.#end();
    this.#reader?.resolve(END);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end();
    this.#failure ??= error;
    this.answered.reject(this.#failure);
    this.#reader?.reject(this.#failure);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Buffer, undefined>> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#bytes -= chunk.length;
      if (this.#bytes < MOST_WAITING_BYTES && this.#controller?.paused === true) this.#controller.resume();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#isOver) return Promise.resolve(END);
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.#chunks.length = 0;
    if (!this.#isOver) this.#controller?.abort(new Error('Nobody reads the rest of the answer'));
    return Promise.resolve(END);
  }

  readonly #callOff = (): void => {
    const reason = this.signal.reason ?? new Error('The call was called off');
    this.#failure = reason;
    this.answered.reject(reason);
    this.#controller?.abort(reason);
  };

  #end(): void {
    this.#isOver = true;
    this.signal.removeEventListener('abort', this.#callOff);
  }
}
