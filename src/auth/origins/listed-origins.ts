import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { isOrigin, originFits } from '../../kernel';
import { BrowserTokenStore } from '../browser-tokens/browser-token.store';
import { ApiKeys } from '../keys/api-keys';
import { Known } from '../known';
import { Revocations } from '../revocations';

/**
 * Origins whose pages may read answers: those of CORS_ORIGINS, of keys in use, and of browser tokens that are still
 * good. A key that says `*` lists none: it is about the key, not about whose pages read what.
 */
@Injectable()
export class ListedOrigins {
  readonly #configured: readonly string[];
  readonly #stored: Known<StoredOrigins>;

  constructor(
    private readonly keys: ApiKeys,
    private readonly tokens: BrowserTokenStore,
    private readonly revocations: Revocations,
    config: GatewayConfig,
  ) {
    this.#configured = config.http.corsOrigins;
    this.#stored = new Known(revocations);
  }

  /** Strangers may ask, as often as they like: the stores are asked once a second at most. */
  async include(origin: string): Promise<boolean> {
    if (this.#configured.includes('*') || fitsAny(origin, this.#configured)) return true;
    if (!isOrigin(origin)) return false;
    const stored = await this.#stored.get('', () => this.#load());
    return stored !== undefined && (stored.ofTokens.has(origin) || fitsAny(origin, stored.ofKeys));
  }

  /** There is a new one: its page may be here before the second is over, or at another replica. */
  renew(): void {
    this.revocations.announce();
  }

  /** While the database does not answer, only CORS_ORIGINS count. */
  async #load(): Promise<StoredOrigins> {
    try {
      const [ofKeys, ofTokens] = await Promise.all([this.keys.origins(), this.tokens.origins()]);
      return { ofKeys, ofTokens: new Set(ofTokens) };
    } catch {
      return { ofKeys: [], ofTokens: new Set() };
    }
  }
}

interface StoredOrigins {
  readonly ofKeys: readonly string[];
  readonly ofTokens: ReadonlySet<string>;
}

function fitsAny(origin: string, rules: readonly string[]): boolean {
  return rules.some((rule) => originFits(origin, rule));
}
