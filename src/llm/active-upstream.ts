import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurationError, type UpstreamConfig } from '../config';
import type { ProviderKey } from './provider-key';
import type { Upstream, UpstreamRegistry, UpstreamRequest, UpstreamResponse } from './upstream';

/** The upstream that UPSTREAM names, with the provider key of the moment. */
@Injectable()
export class ActiveUpstream implements Upstream, OnApplicationShutdown {
  constructor(
    private readonly upstream: Upstream,
    private readonly key: Pick<ProviderKey, 'current' | 'isRenewed'>,
  ) {}

  /** @throws ConfigurationError when no extension has that id */
  static async open(
    registry: UpstreamRegistry,
    config: UpstreamConfig,
    key: ProviderKey,
  ): Promise<ActiveUpstream> {
    const kind = registry.get(config.id);
    if (kind === undefined)
      throw new ConfigurationError([`UPSTREAM should be one of ${registry.ids.join(', ')}`]);
    return new ActiveUpstream(await kind.open(config, () => key.current), key);
  }

  get id(): string {
    return this.upstream.id;
  }

  /** Sends once; and once more, with another key, what the provider refused for its key: that call did nothing and cost nothing. */
  async send(request: UpstreamRequest): Promise<UpstreamResponse> {
    const carried = this.key.current;
    const answer = await this.upstream.send(request);
    if (answer.status !== 401 || !(await this.key.isRenewed(carried))) return answer;
    await leave(answer);
    return this.upstream.send(request);
  }

  close(): Promise<void> {
    return this.upstream.close();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

/** Closes the connection of an answer that nobody reads. */
async function leave({ body }: UpstreamResponse): Promise<void> {
  const reading = body[Symbol.asyncIterator]();
  // A body that has not begun to be read does not hear that it is left.
  await reading.next().catch(() => undefined);
  await reading.return?.().catch(() => undefined);
}
