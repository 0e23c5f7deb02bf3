import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { UpstreamConfig } from '../config';
import { ConfigurationError } from '../config';
import type { Upstream, UpstreamCall, UpstreamEvent, UpstreamRegistry } from './upstream';

/** The upstream that UPSTREAM names, and how its last call went. */
@Injectable()
export class ActiveUpstream implements Upstream, OnApplicationShutdown {
  #lastCall: 'none' | 'answered' | 'failed' = 'none';

  constructor(private readonly upstream: Upstream) {}

  /** @throws ConfigurationError when no extension has that id */
  static async open(registry: UpstreamRegistry, config: UpstreamConfig): Promise<ActiveUpstream> {
    const kind = registry.get(config.id);
    if (kind === undefined)
      throw new ConfigurationError([`UPSTREAM should be one of ${registry.ids.join(', ')}`]);
    return new ActiveUpstream(await kind.open(config));
  }

  get id(): string {
    return this.upstream.id;
  }

  /** How the last call that was not broken off by its client went; for the health report. */
  get lastCall(): 'none' | 'answered' | 'failed' {
    return this.#lastCall;
  }

  async *call(call: UpstreamCall): AsyncGenerator<UpstreamEvent> {
    try {
      yield* this.upstream.call(call);
      this.#lastCall = 'answered';
    } catch (error) {
      if (!hasLeft(call.signal)) this.#lastCall = 'failed';
      throw error;
    }
  }

  close(): Promise<void> {
    return this.upstream.close();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

/** Whether the signal fired for a client that left, and not because the time was up. */
function hasLeft({ aborted, reason }: AbortSignal): boolean {
  return aborted && (reason as DOMException).name !== 'TimeoutError';
}
