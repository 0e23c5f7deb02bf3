import { setImmediate as turn } from 'node:timers/promises';
import { GatewayError } from '../../kernel';
import { Database, type Procedure, type Queries } from '../../storage';
import { perform } from '../../storage/postgresql-procedure';

/**
 * `unheard`: what is asked is done, but nobody learns of it. `late`: neither, and a transaction is committed only when
 * the test lets it.
 */
export type Line = 'up' | 'down' | 'unheard' | 'late';

class Signal {
  give: () => void = () => undefined;
  readonly given = new Promise<void>((resolve) => {
    this.give = resolve;
  });
}

/** A database at the other end of a line that breaks when the test says so. */
export class UnreliableDatabase extends Database {
  line: Line = 'up';
  readonly #running = new Set<Promise<unknown>>();
  readonly #givenUp = new Signal();
  readonly #let = new Signal();
  #late: Promise<void> | undefined;

  constructor(private readonly real: Database) {
    super(real.engine, undefined as unknown as Queries, undefined as unknown as Queries);
  }

  override attempt<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#over(() => this.real.attempt(work));
  }

  override transaction<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.line === 'late' ? this.#begin(work) : this.#over(() => this.real.transaction(work));
  }

  override run<Input, Output>(procedure: Procedure<Input, Output>, input: Input): Promise<Output> {
    if (this.line !== 'late') return this.#over(() => this.real.run(procedure, input));
    return this.#begin((db) => perform(procedure.run(this.engine, input), db));
  }

  /** Resolves when nothing is asked any more, of what was begun in this turn or before. */
  async quiet(): Promise<void> {
    do {
      await turn();
      await Promise.allSettled(this.#running);
    } while (this.#running.size > 0);
    await turn();
  }

  /** Lets the late transaction commit, and resolves when it has. */
  async arrive(): Promise<void> {
    this.#let.give();
    await this.#late;
  }

  async #begin(work: (db: Queries) => Promise<unknown>): Promise<never> {
    this.#late = this.real.transaction(async (db) => {
      await work(db);
      this.#givenUp.give();
      await this.#let.given;
    });
    await Promise.race([this.#late, this.#givenUp.given]);
    throw broken();
  }

  async #over<T>(work: () => Promise<T>): Promise<T> {
    if (this.line === 'down') throw broken();
    const isHeard = this.line === 'up';
    const running = work();
    this.#running.add(running);
    try {
      const done = await running;
      if (isHeard) return done;
    } finally {
      this.#running.delete(running);
    }
    throw broken();
  }
}

function broken(): GatewayError {
  return new GatewayError('store_unavailable', 'The line is broken');
}
