import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock } from '../kernel';
import { Secrets } from '../secrets';

const SETTING = 'ANTHROPIC_API_KEY';
/** A key that the provider refuses and that nobody has replaced is not looked up at each request. */
const FRUITLESS_PAUSE_MS = 2000;
/** So many keys from before are still kept from clients. */
const MOST_KNOWN = 16;

/** The provider key, which may be replaced while requests are under way. */
@Injectable()
export class ProviderKey {
  #known: readonly string[];
  #renewal: Promise<void> | undefined;
  #pausedUntil = 0;

  constructor(
    private readonly secrets: Secrets,
    private readonly config: GatewayConfig,
    private readonly clock: Clock,
  ) {
    this.#known = this.current === undefined ? [] : [this.current];
    secrets.onChange(SETTING, (key) => {
      this.#known = [key, ...this.#known.filter((one) => one !== key)].slice(0, MOST_KNOWN);
    });
  }

  /** What the next request carries. */
  get current(): string | undefined {
    return this.secrets.value(SETTING) ?? this.config.upstream.apiKey;
  }

  /** Every key that a request may have carried, so that no echo of one reaches a client. */
  get known(): readonly string[] {
    return this.#known;
  }

  /**
   * Whether there is another key than one that the provider has refused: it may have been replaced a moment ago, so it
   * is looked up at once, for all requests together.
   */
  async isRenewed(refused: string | undefined): Promise<boolean> {
    if (this.current !== refused) return true;
    if (this.#renewal === undefined && this.clock.now() < this.#pausedUntil) return false;
    await (this.#renewal ??= this.#renew(refused));
    return this.current !== refused;
  }

  async #renew(refused: string | undefined): Promise<void> {
    await this.secrets.refresh(SETTING);
    if (this.current === refused) this.#pausedUntil = this.clock.now() + FRUITLESS_PAUSE_MS;
    this.#renewal = undefined;
  }
}
