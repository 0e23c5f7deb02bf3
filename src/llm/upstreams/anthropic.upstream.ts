import { Pool } from 'undici';
import type { UpstreamConfig } from '../../config';
import type { Upstream, UpstreamKind, UpstreamRequest, UpstreamResponse } from '../upstream';
import { Exchange } from './exchange';

const CONNECT_TIMEOUT_MS = 5000;

/** Claude itself. */
export const anthropicUpstream: UpstreamKind = {
  id: 'anthropic',
  open: (config, key) => Promise.resolve(new AnthropicUpstream('anthropic', config, key)),
};

/** Any server that speaks Claude's Messages API, at the one configured address; redirects are not followed. */
export class AnthropicUpstream implements Upstream {
  readonly #connections: Pool;
  /** What stands before `/v1` where the provider is reached through another path. */
  readonly #prefix: string;

  constructor(
    readonly id: string,
    config: Pick<UpstreamConfig, 'baseUrl' | 'connectionsMax'>,
    private readonly key: () => string | undefined,
  ) {
    const { origin, pathname } = new URL(config.baseUrl);
    this.#prefix = pathname.replace(/\/$/, '');
    this.#connections = new Pool(origin, {
      connect: { timeout: CONNECT_TIMEOUT_MS },
      connections: config.connectionsMax,
      // The signal of each request keeps the time: it knows whether the provider or our reader is slow.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  send({ method, target, headers, body, signal }: UpstreamRequest): Promise<UpstreamResponse> {
    const key = this.key();
    const options = {
      path: this.#prefix + target,
      method,
      headers: key === undefined ? headers : { ...headers, 'x-api-key': key },
      body: body ?? null,
    };
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      this.#connections.dispatch(options, new Exchange(signal, { resolve, reject }));
    });
  }

  async close(): Promise<void> {
    await this.#connections.destroy();
  }
}
