import type { IncomingHttpHeaders } from 'node:http';
import type { UpstreamConfig } from '../config';
import { Registry, type Signal } from '../kernel';

/** One request of Claude's API, as it goes out. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  /** With its query, such as `/v1/messages?beta=true`. */
  readonly target: string;
  /** What the caller said that the provider needs to know: version, betas, content type. Never a credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for GET. */
  readonly body: Buffer | undefined;
  /** Fires when the answer is no longer wanted; the connection is closed at once. For `fetch`, make an AbortController that follows it. */
  readonly signal: Signal;
}

/** What came back, its body still on the way. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Bytes as they come; who stops reading holds the provider back, who leaves the loop closes the connection. */
  readonly body: AsyncIterable<Buffer>;
}

/** A model provider that speaks Claude's Messages API. */
export interface Upstream {
  readonly id: string;
  /**
   * Sends once, never again: retries are the gateway's. Any status is an answer, and a redirect is not followed.
   * @throws Error when no answer came; its `code` is for the log, its words are for nobody
   */
  send(request: UpstreamRequest): Promise<UpstreamResponse>;
  close(): Promise<void>;
}

/** How an upstream comes to be; the one whose id UPSTREAM names is opened at boot. */
export interface UpstreamKind {
  readonly id: string;
  /** @param key the provider key of the moment, to be asked for at each request: it may be replaced at any time */
  open(config: UpstreamConfig, key: () => string | undefined): Promise<Upstream>;
}

/** The upstreams that the gateway trusts. */
export class UpstreamRegistry extends Registry<UpstreamKind> {}
