interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** So many in one batch are a crowd: those who were just answered are about to ask again. */
const CROWD = 6;
/** A batch of so many gains little by more. */
const ENOUGH = 128;
/** So many turns of the event loop a crowd is waited for at most: well under a millisecond where nothing else goes on. */
const TURNS = 12;

/**
 * Callers share commits: one batch is in flight, and while it is the next one fills. So a commit costs each of many
 * callers little, and a lone caller waits for one commit only.
 */
export class GroupCommit<T, R = void> {
  #filling: Waiting<T, R>[] = [];
  #inFlight: Promise<void> | undefined;
  #largestBatch = 0;

  /**
   * @param commit makes a batch durable, and tells what came of each item, in their order
   * @param most so many items are committed at once; a statement has a limit of parameters (32,766 in SQLite)
   */
  constructor(
    private readonly commit: (batch: readonly T[]) => Promise<readonly R[]>,
    private readonly most: number,
  ) {}

  /** Resolves when the item is durable, rejects when its batch was not. */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#filling.push({ item, resolve, reject });
      // Whoever comes in this turn of the event loop joins the same batch.
      this.#inFlight ??= new Promise<void>((turn) => setImmediate(turn)).then(() => this.#drain());
    });
  }

  /** So many items are in no batch yet. */
  get waiting(): number {
    return this.#filling.length;
  }

  /** So many items were committed at once, at most, since the start. */
  get largestBatch(): number {
    return this.#largestBatch;
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    while (this.#inFlight !== undefined) await this.#inFlight;
  }

  async #drain(): Promise<void> {
    while (this.#filling.length > 0) {
      const batch = this.#filling.slice(0, this.most);
      this.#filling = this.#filling.slice(this.most);
      this.#largestBatch = Math.max(this.#largestBatch, batch.length);
      try {
        const results = await this.commit(batch.map(({ item }) => item));
        for (const [at, { resolve }] of batch.entries()) resolve(results[at] as R);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      if (batch.length >= CROWD) await this.#gather(Math.min(batch.length, ENOUGH));
    }
    this.#inFlight = undefined;
  }

  /** Lets some turns pass in which others may join, until there are as many as last time. */
  async #gather(wanted: number): Promise<void> {
    for (let turn = 0; turn < TURNS && this.#filling.length < wanted; turn += 1)
      await new Promise<void>((next) => setImmediate(next));
  }
}
