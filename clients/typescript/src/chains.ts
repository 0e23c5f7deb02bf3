import { path } from './call.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';
import type { ChainDetails, ChainList, ChainListParameters, ChainParameters } from './types.js';

/** Conversations and runs that the gateway has kept. */
export class Chains {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(query?: ChainListParameters, options?: CallOptions): Promise<ChainList> {
    return this.#transport.send({ method: 'GET', path: '/api/chains', query }, options);
  }

  /** With a page of its steps. */
  get(id: string, query?: ChainParameters, options?: CallOptions): Promise<ChainDetails> {
    return this.#transport.send({ method: 'GET', path: path`/api/chains/${id}`, query }, options);
  }

  delete(id: string, options?: CallOptions): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: path`/api/chains/${id}` }, options);
  }
}
