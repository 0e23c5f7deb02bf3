import { Worker } from 'node:worker_threads';
import type { SqliteThreadOptions, StatementReply, StatementRequest } from './protocol';

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

  async close(): Promise<void> {
    await this.#worker.terminate();
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
