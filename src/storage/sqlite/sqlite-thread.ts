import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CLOSE, type SqliteThreadOptions, type StatementReply, type StatementRequest } from './protocol';

interface Waiting {
  readonly resolve: (reply: StatementResult) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export interface StatementResult {
  readonly rows: readonly unknown[];
  readonly changes: number;
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
    private readonly timeoutMs: number,
  ) {
    this.#worker = new Worker(require.resolve('./sqlite.worker'), { workerData: options });
    this.#worker.on('message', (reply: StatementReply) => {
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
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`SQLite did not answer within ${String(this.timeoutMs)} ms`));
      }, this.timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#worker.postMessage({ id, sql, parameters } satisfies StatementRequest);
    });
  }

  /** Ends the thread after the statement that is running: to terminate it inside one would abort the process. */
  async close(): Promise<void> {
    this.#fail(new Error('The SQLite thread has been closed'));
    if (this.#ended) return;
    const ended = once(this.#worker, 'exit');
    this.#worker.postMessage(CLOSE);
    await ended;
  }

  #settle(reply: StatementReply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if ('error' in reply)
      waiting.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
    else waiting.resolve(reply);
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
