import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { UpstreamConfig } from '../config';
import { Registry, type Usage } from '../kernel';

/** The part of a Messages request that the gateway composes itself. */
export type MessageRequest = Pick<MessageCreateParamsNonStreaming, 'model' | 'max_tokens' | 'messages'>;

/** One call to a model. */
export interface UpstreamCall {
  readonly request: MessageRequest;
  /** Whether the text is wanted in pieces, as it comes. */
  readonly stream: boolean;
  /** Fires when the client has left or the time is up; the call ends at once. */
  readonly signal: AbortSignal;
}

/** What an upstream tells of a call. Usage is cumulative: a later figure replaces an earlier one. */
export type UpstreamEvent =
  | { readonly type: 'started'; readonly model: string; readonly usage: Usage }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'ended'; readonly stopReason: string; readonly usage: Usage };

/** A model provider. */
export interface Upstream {
  readonly id: string;
  /**
   * Asks once, never again: retries are the gateway's. An answer that was not broken off closes with `ended`.
   * @throws GatewayError `upstream_error`, `upstream_unavailable`, or `validation_failed` for what the provider calls invalid
   */
  call(call: UpstreamCall): AsyncIterable<UpstreamEvent>;
  close(): Promise<void>;
}

/** How an upstream comes to be; the one whose id UPSTREAM names is opened at boot. */
export interface UpstreamKind {
  readonly id: string;
  open(config: UpstreamConfig): Promise<Upstream>;
}

/** The upstreams that the gateway trusts. */
export class UpstreamRegistry extends Registry<UpstreamKind> {}
