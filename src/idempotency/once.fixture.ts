import type { Database } from '../storage';
import type { FixedClock } from '../kernel/clock.fixture';
import { SecretKeys } from '../secrets';
import type { Timing } from './attempt';
import { Idempotency } from './idempotency';
import { IdempotencyStore, type Standing } from './idempotency.store';
import { SealedAnswers } from './sealed-answers';
import type { OnceRequest, Ticket } from './ticket';

export const SECRET_KEY = 'secret'.repeat(10);

/** Nobody's heart beats and nobody loses patience during a test that is not about it. */
const TIMING: Timing = { heartbeatMs: 60_000, pollMs: 1, longestWaitMs: 60_000 };

export function requestOf(parts: Partial<Omit<OnceRequest, 'body'>> & { body?: string } = {}): OnceRequest {
  return {
    principal: 'key:abcdefghijkl',
    route: 'POST /api/query',
    key: 'k-1',
    departure: new AbortController().signal,
    ...parts,
    body: Buffer.from(parts.body ?? '{"prompt":"Hello"}'),
  };
}

/** The store, and word of each time it has been asked something. */
class WatchedStore extends IdempotencyStore {
  #watchers: { readonly call: string; readonly tell: () => void }[] = [];

  /** Resolves when the next such call ends. */
  next(call: 'look' | 'renew' | 'sweep'): Promise<void> {
    return new Promise((tell) => this.#watchers.push({ call, tell }));
  }

  override async look(ticket: Ticket): Promise<Standing> {
    return super.look(ticket).finally(() => {
      this.#tell('look');
    });
  }

  override async renew(ticket: Ticket, worker: string): Promise<void> {
    return super.renew(ticket, worker).finally(() => {
      this.#tell('renew');
    });
  }

  override async sweep(): Promise<void> {
    return super.sweep().finally(() => {
      this.#tell('sweep');
    });
  }

  #tell(ended: string): void {
    const told = this.#watchers.filter(({ call }) => call === ended);
    this.#watchers = this.#watchers.filter(({ call }) => call !== ended);
    for (const { tell } of told) tell();
  }
}

export interface Replica {
  readonly store: WatchedStore;
  readonly idempotency: Idempotency;
}

/** A gateway's part that answers once. */
export function replicaOn(
  database: Database,
  clock: FixedClock,
  timing: Partial<Timing> = {},
  answers = new SealedAnswers(SecretKeys.of(SECRET_KEY)),
): Replica {
  const store = new WatchedStore(database, clock);
  return { store, idempotency: new Idempotency(store, answers, { ...TIMING, ...timing }) };
}

/** Work that has begun, and that ends as the test says. */
export class SlowWork<T> {
  calls = 0;
  #began: () => void = () => undefined;
  #finish: (answer: T) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;
  readonly begun = new Promise<void>((resolve) => {
    this.#began = resolve;
  });
  readonly #end = new Promise<T>((resolve, reject) => {
    this.#finish = resolve;
    this.#fail = reject;
  });

  readonly run = (): Promise<T> => {
    this.calls += 1;
    this.#began();
    return this.#end;
  };

  finish(answer: T): void {
    this.#finish(answer);
  }

  fail(error: Error): void {
    this.#fail(error);
  }
}
