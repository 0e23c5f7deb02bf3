import type { QueryClient } from '@tanstack/react-query';
import { Sallyport, type Identity } from '@sallyport/client';
import { keepOnLeave, takeKept } from './kept-token';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export type SessionState =
  | { readonly at: 'starting' }
  | { readonly at: 'out' }
  | {
      /** `expired`: the token came to its end under somebody who was at work. */
      readonly at: 'in' | 'expired';
      readonly me: Identity;
    };

/** Who uses this page, from the reload that finds a token to the log-out that leaves nothing. */
export class PageSession {
  readonly client: Sallyport;
  #state: SessionState = { at: 'starting' };
  #refreshToken: string | undefined;
  #isLeaving = false;
  readonly #listeners = new Set<() => void>();

  /** @param queries what has been asked so far, which the next person is not to see */
  constructor(private readonly queries: QueryClient) {
    this.client = new Sallyport({
      baseURL: location.origin,
      onTokens: (tokens) => {
        this.#refreshToken = tokens?.refresh_token;
        if (tokens === undefined && !this.#isLeaving && this.#state.at === 'in')
          this.#tell({ ...this.#state, at: 'expired' });
      },
    });
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /**
   * Goes on where the page before has left off, if it has left something.
   * @returns ends it
   */
  begin(): () => void {
    const stop = keepOnLeave(() => this.#refreshToken);
    const kept = takeKept();
    if (kept === undefined) this.#tell({ at: 'out' });
    else void this.#resume(kept);
    return stop;
  }

  /** Rejects with the gateway's refusal. */
  readonly login = async (credentials: Login): Promise<void> => {
    const before = this.#state.at === 'expired' ? this.#state.me : undefined;
    await this.client.login(credentials);
    const me = await this.client.whoAmI();
    if (before?.user === me.user && before.role === me.role) void this.queries.invalidateQueries();
    // What somebody else saw is none of theirs.
    else this.queries.clear();
    this.#tell({ at: 'in', me });
  };

  /** Over at once for whoever sits here; at the gateway as soon as it can be reached. */
  readonly logout = async (): Promise<void> => {
    this.#isLeaving = true;
    try {
      await this.client.logout();
    } finally {
      this.#isLeaving = false;
      this.#refreshToken = undefined;
      this.queries.clear();
      this.#tell({ at: 'out' });
    }
  };

  async #resume(kept: string): Promise<void> {
    // A reload before the first answer finds it, too.
    this.#refreshToken = kept;
    this.client.resume(kept);
    try {
      this.#tell({ at: 'in', me: await this.client.whoAmI() });
    } catch {
      this.#refreshToken = undefined;
      this.#tell({ at: 'out' });
    }
  }

  #tell(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
