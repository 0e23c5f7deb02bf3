import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Procedure } from '../procedure';
import {
  CLOSE,
  type ProcedureRequest,
  type Reply,
  type Request,
  type SqliteThreadOptions,
  type StatementRequest,
  type StatementResult,
} from './protocol';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** The longest that a statement may take, for whoever asks from now on. */
export interface Patience {
  readonly timeoutMs: number;
}

/** SQLite in a thread of its own, so that a slow disk never holds the event loop. */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended = false;
  #failure: Error | undefined;

  constructor(
    options: SqliteThreadOptions,
    private readonly patience: Patience,
  ) {
    this.#worker = new Worker(require.resolve('./sqlite.worker'), { workerData: options });
    this.#worker.on('message', (reply: Reply) => {
      this.#settle(reply);
    });
    this.#worker.on('error', (error) => {
      this.#fail(error);
    });
    this.#worker.on('exit', (code) => {
      this.#ended = true;
      this.#fail(new Error(`The SQLite thread ended with ${String(code)}`));
    });
  }

  /** Runs one statement. Rejects when SQLite refuses it, the thread is gone, or the time is up. */
  execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return this.#ask({ id: ++this.#lastId, sql, parameters } satisfies StatementRequest);
  }

  /**
   * Runs a procedure in a transaction of its own. Rejects as `execute` does, and then nothing of it is kept; unless the
   * time was up: nobody knows then.
   */
  run<Input, Output>({ module, name }: Procedure<Input, Output>, input: Input): Promise<Output> {
    return this.#ask({ id: ++this.#lastId, module, name, input } satisfies ProcedureRequest);
  }

  /** Ends the thread after the statement that is running: to terminate it inside one would abort the process. */
  async close(): Promise<void> {
    this.#fail(new Error('The SQLite thread has been closed'));
    if (this.#ended) return;
    const ended = once(this.#worker, 'exit');
    this.#worker.postMessage(CLOSE);
    await ended;
  }

  /** One timer for each request: a transaction of many statements has one, too. */
  #ask<Value>(request: Exclude<Request, typeof CLOSE>): Promise<Value> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const { id } = request;
    const { timeoutMs } = this.patience;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`SQLite did not answer within ${String(timeoutMs)} ms`));
      }, timeoutMs);
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, timer });
      this.#worker.postMessage(request);
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if ('error' in reply)
      waiting.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
    else waiting.resolve(reply.value);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
  }
}
