import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurationError, GatewayConfig } from '../../config';
import { parsePriceDocument } from './price-document';
import { PriceList } from './price-list';
import { shippedPrices } from './shipped-prices';

const POLL_MS = 2000;

/** The prices in use: those built in, or those of PRICES_FILE, which are taken anew when the file changes. */
@Injectable()
export class Prices implements OnApplicationShutdown {
  readonly #log = new Logger('Prices');
  readonly #file: string | undefined;
  /** What the file held when it was last read; undefined when it could not be. */
  #seen: string | undefined;
  #current: PriceList;
  readonly #onChange = (): void => {
    this.reload();
  };

  /** @throws ConfigurationError when PRICES_FILE cannot be read or is no price list */
  constructor(config: GatewayConfig) {
    this.#file = config.usage.pricesFile;
    if (this.#file === undefined) {
      this.#current = shippedPrices();
      return;
    }
    try {
      this.#seen = contentOf(this.#file);
      this.#current = new PriceList(parsePriceDocument(this.#seen));
    } catch (error) {
      throw new ConfigurationError([`PRICES_FILE should be a price list: ${(error as Error).message}`]);
    }
    // Polling sees what is behind symbolic links, such as those that Kubernetes swaps to update a mounted ConfigMap.
    watchFile(this.#file, { interval: POLL_MS, persistent: false }, this.#onChange);
  }

  /** Ask for it per call, and once within one: it is another list after a change of the file. */
  get current(): PriceList {
    return this.#current;
  }

  /** Takes what the file holds, if that is new; a file that is not usable leaves the prices as they are. */
  reload(): void {
    if (this.#file === undefined) return;
    let content: string | undefined;
    try {
      content = contentOf(this.#file);
      if (content === this.#seen) return;
      const document = parsePriceDocument(content);
      this.#current = new PriceList(document);
      this.#log.log({ rows: document.rows.length }, 'The prices of PRICES_FILE have changed');
    } catch (error) {
      const isSaid = content === undefined && this.#seen === undefined;
      const reason = (error as Error).message;
      if (!isSaid) this.#log.error({ reason }, 'PRICES_FILE is not usable; the prices stay as they were');
    }
    this.#seen = content;
  }

  onApplicationShutdown(): void {
    if (this.#file !== undefined) unwatchFile(this.#file, this.#onChange);
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new Error(`the file cannot be read (${code})`, { cause: error });
  }
}
