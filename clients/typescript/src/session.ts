import { bearer, type Credential } from './credentials.js';
import { SallyportError } from './errors.js';
import type { Tokens } from './types.js';

/** Renewed this long before the end, or in the last tenth of a short life. */
const MARGIN_MS = 30_000;

/** What a session needs of its surroundings. */
export interface SessionHost {
  /** Spends a refresh token, which is good once. */
  spend(refreshToken: string): Promise<Tokens>;
  /** Told each new pair, and the end. */
  tell(tokens: Tokens | undefined): void;
}

/** A log-in, from its first pair of tokens on. Pairs are renewed one at a time, for all who wait. */
export class Session implements Credential {
  #tokens: Tokens | undefined;
  /** Epoch milliseconds. */
  #renewAt = 0;
  #refreshToken: string | undefined;
  #renewing: Promise<Tokens> | undefined;
  readonly #host: SessionHost;

  constructor(host: SessionHost, refreshToken?: string) {
    this.#host = host;
    this.#refreshToken = refreshToken;
  }

  get isOver(): boolean {
    return this.#refreshToken === undefined;
  }

  take(tokens: Tokens): void {
    const lifetime = tokens.expires_in * 1000;
    this.#tokens = tokens;
    this.#refreshToken = tokens.refresh_token;
    this.#renewAt = Date.now() + lifetime - Math.min(MARGIN_MS, lifetime / 10);
    this.#host.tell(tokens);
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    const isFresh = this.#tokens !== undefined && Date.now() < this.#renewAt;
    const { access_token: token } = isFresh ? (this.#tokens as Tokens) : await this.refresh();
    return bearer(token);
  }

  async renew(refused: Readonly<Record<string, string>>): Promise<boolean> {
    if (this.isOver) return false;
    const current = this.#tokens && bearer(this.#tokens.access_token).authorization;
    if (current === undefined || current === refused['authorization']) await this.refresh();
    return true;
  }

  /** Another pair. Where the gateway refuses one, the session is over; where it does not answer, the session stays. */
  refresh(): Promise<Tokens> {
    this.#renewing ??= this.#another().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Forgets the tokens. */
  end(): void {
    if (this.isOver) return;
    this.#tokens = this.#refreshToken = undefined;
    this.#host.tell(undefined);
  }

  async #another(): Promise<Tokens> {
    const token = this.#refreshToken;
    if (token === undefined) throw new TypeError('Nobody is logged in');
    try {
      const tokens = await this.#host.spend(token);
      // Logged out meanwhile: what has come is nobody's.
      if (!this.isOver) this.take(tokens);
      return tokens;
    } catch (error) {
      const status = error instanceof SallyportError ? error.status : undefined;
      if (status === 400 || status === 401) this.end();
      throw error;
    }
  }
}
