import Anthropic from '@anthropic-ai/sdk';
import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { Agent } from 'undici';
import type { UpstreamConfig } from '../../config';
import { NO_USAGE, type Usage } from '../../kernel';
import type { Upstream, UpstreamCall, UpstreamEvent, UpstreamKind } from '../upstream';
import { leanFetch } from './lean-fetch';
import { explainProviderError } from './provider-error';
import { usageOf } from './provider-usage';

const CONNECT_TIMEOUT_MS = 5000;

/** Claude by its official SDK. */
export const anthropicUpstream: UpstreamKind = {
  id: 'anthropic',
  open: (config) => Promise.resolve(new AnthropicUpstream('anthropic', config)),
};

/** Any server that speaks Claude's Messages API. */
export class AnthropicUpstream implements Upstream {
  readonly #agent: Agent;
  readonly #client: Anthropic;

  constructor(
    readonly id: string,
    config: UpstreamConfig,
  ) {
    this.#agent = new Agent({
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: config.timeoutMs,
      bodyTimeout: config.timeoutMs,
    });
    this.#client = new Anthropic({
      apiKey: config.apiKey ?? null,
      authToken: null,
      baseURL: config.baseUrl,
      timeout: config.timeoutMs,
      // The gateway owns retries; the SDK would hide attempts from the ledger.
      maxRetries: 0,
      logLevel: 'off',
      fetch: leanFetch(this.#agent),
    });
  }

  async *call({ request, stream, signal }: UpstreamCall): AsyncGenerator<UpstreamEvent> {
    try {
      yield* stream ? this.#streamed(request, signal) : this.#whole(request, signal);
    } catch (error) {
      throw explainProviderError(error);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async *#whole(request: UpstreamCall['request'], signal: AbortSignal): AsyncGenerator<UpstreamEvent> {
    const message = await this.#client.messages.create({ ...request, stream: false }, { signal });
    const usage = usageOf(message.usage, NO_USAGE);
    yield { type: 'started', model: message.model, usage };
    for (const block of message.content) if (block.type === 'text') yield { type: 'text', text: block.text };
    yield { type: 'ended', stopReason: message.stop_reason ?? 'end_turn', usage };
  }

  async *#streamed(request: UpstreamCall['request'], signal: AbortSignal): AsyncGenerator<UpstreamEvent> {
    const events = await this.#client.messages.create({ ...request, stream: true }, { signal });
    const reader = new EventReader();
    for await (const event of events) {
      const told = reader.read(event);
      if (told !== undefined) yield told;
    }
  }
}

/** Turns the provider's stream events into ours. The ending is told when the provider says it is over, not before. */
class EventReader {
  #usage: Usage = NO_USAGE;
  #stopReason = 'end_turn';

  read(event: RawMessageStreamEvent): UpstreamEvent | undefined {
    switch (event.type) {
      case 'message_start':
        this.#usage = usageOf(event.message.usage, NO_USAGE);
        return { type: 'started', model: event.message.model, usage: this.#usage };
      case 'content_block_delta':
        return event.delta.type === 'text_delta' ? { type: 'text', text: event.delta.text } : undefined;
      case 'message_delta':
        this.#usage = usageOf(event.usage, this.#usage);
        this.#stopReason = event.delta.stop_reason ?? this.#stopReason;
        return undefined;
      case 'message_stop':
        return { type: 'ended', stopReason: this.#stopReason, usage: this.#usage };
      default:
        return undefined;
    }
  }
}
