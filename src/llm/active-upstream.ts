import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurationError, type UpstreamConfig } from '../config';
import type { Upstream, UpstreamRegistry, UpstreamRequest, UpstreamResponse } from './upstream';

/** The upstream that UPSTREAM names. */
@Injectable()
export class ActiveUpstream implements Upstream, OnApplicationShutdown {
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

  send(request: UpstreamRequest): Promise<UpstreamResponse> {
    return this.upstream.send(request);
  }

  close(): Promise<void> {
    return this.upstream.close();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}
