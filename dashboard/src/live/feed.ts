import type { Overview } from '@sallyport/client';

/**
 * - `connecting`: nothing has come yet
 * - `reconnecting`: the gateway is not there, and is asked again; what came before gets old
 * - `paused`: nobody looks, or the session has ended
 * - `refused`: the gateway does not give it, and would not if it were asked again
 */
export type Connection = 'connecting' | 'connected' | 'reconnecting' | 'paused' | 'refused';

export interface FeedState {
  readonly connection: Connection;
  /** The last that came. It stays where the connection does not. */
  readonly overview: Overview | undefined;
  /** Why it was refused. */
  readonly error: unknown;
}

/** Opens the stream, which reconnects by itself, as `client.live` does. */
export type OpenFeed = (options: {
  readonly signal: AbortSignal;
  readonly onState: (state: 'connected' | 'reconnecting') => void;
}) => AsyncIterable<Overview>;

/** The stream is closed when nobody has looked for as long, in milliseconds. */
const REST_AFTER_MS = 60_000;

/** What the gateway does right now, over one stream for all parts of the page, open while somebody looks. */
export class Feed {
  #state: FeedState = { connection: 'paused', overview: undefined, error: undefined };
  readonly #lookers = new Set<() => void>();
  #run: AbortController | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #seen = true;
  #allowed = true;

  constructor(
    private readonly open: OpenFeed,
    private readonly restAfterMs = REST_AFTER_MS,
  ) {}

  readonly state = (): FeedState => this.#state;

  /** @returns ends it */
  readonly subscribe = (looker: () => void): (() => void) => {
    this.#lookers.add(looker);
    this.#settle();
    return () => {
      this.#lookers.delete(looker);
      this.#settle();
    };
  };

  /** Whether the tab is in front. */
  seen(seen: boolean): void {
    this.#seen = seen;
    this.#settle();
  }

  /** Whether there is a session to ask with. */
  allowed(allowed: boolean): void {
    this.#allowed = allowed;
    this.#settle();
  }

  /** Asks anew, and does not wait for the turn of the next try. */
  retry(): void {
    this.#stop();
    this.#settle();
  }

  #settle(): void {
    const isLookedAt = this.#seen && this.#lookers.size > 0;
    if (!this.#allowed) this.#stop();
    else if (isLookedAt) {
      clearTimeout(this.#rest);
      this.#rest = undefined;
      if (this.#run === undefined && this.#state.connection !== 'refused') void this.#follow();
    } else if (this.#run !== undefined) {
      this.#rest ??= setTimeout(() => {
        this.#stop();
      }, this.restAfterMs);
    }
  }

  async #follow(): Promise<void> {
    const run = new AbortController();
    this.#run = run;
    const waiting = this.#state.overview === undefined ? 'connecting' : 'reconnecting';
    this.#tell({ connection: waiting, error: undefined });
    const onState = (state: 'connected' | 'reconnecting'): void => {
      // Connected is whoever has something to show.
      if (this.#run === run && state === 'reconnecting') this.#tell({ connection: state });
    };
    try {
      for await (const overview of this.open({ signal: run.signal, onState })) {
        if (this.#run !== run) return;
        this.#tell({ connection: 'connected', overview });
      }
    } catch (error) {
      if (this.#run === run) this.#tell({ connection: 'refused', error });
    } finally {
      if (this.#run === run) this.#run = undefined;
    }
  }

  #stop(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#run?.abort();
    this.#run = undefined;
    this.#tell({ connection: 'paused', error: undefined });
  }

  #tell(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change };
    for (const look of this.#lookers) look();
  }
}
