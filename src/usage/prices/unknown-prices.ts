import { Injectable, Logger } from '@nestjs/common';

/** Of each kind: what clients and the provider name is not bounded by us. */
const MOST_NAMES = 100;
const LONGEST_NAME = 100;

/** Tells of what was charged without a known price: each name once in the log, and all of them in numbers. */
@Injectable()
export class UnknownPrices {
  readonly #log = new Logger('Prices');
  readonly #models = new Names();
  readonly #fields = new Names();

  model(name: string): void {
    const model = this.#models.count(name);
    if (model !== undefined)
      this.#log.warn({ model }, 'No price is known for a model: it costs as much as the dearest');
  }

  /** A field of the provider's usage that counts something. */
  usageField(name: string): void {
    const field = this.#fields.count(name);
    if (field !== undefined)
      this.#log.warn(
        { field },
        'No price is known for a kind of usage: a unit costs as much as the dearest token',
      );
  }

  /** How often something was told of since the start. */
  get counts(): { readonly models: number; readonly fields: number } {
    return { models: this.#models.total, fields: this.#fields.total };
  }
}

/** Names that occurred, as far as they are remembered. */
class Names {
  readonly #known = new Set<string>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** The name, cut and cleaned to what a log can bear, if it is new and there is room to remember it. */
  count(name: string): string | undefined {
    this.#total += 1;
    const shown = name.slice(0, LONGEST_NAME).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
    if (this.#known.has(shown) || this.#known.size >= MOST_NAMES) return undefined;
    this.#known.add(shown);
    return shown;
  }
}
