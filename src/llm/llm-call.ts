import type { IncomingHttpHeaders } from 'node:http';
import type { MicroUsd, ModelCall, Principal, Signal, Usage } from '../kernel';
import type { ProviderUsage } from './stream/provider-usage';

/** One question of one caller, however it came in. */
export interface LlmCall {
  readonly model: string;
  /** Further models that the request may reach; the caller has to be allowed each. */
  readonly otherModels?: readonly string[];
  /** As `/v1/messages?beta=true`. */
  readonly target: string;
  /** What the provider is told besides its credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** The request as bytes, passed on unchanged. */
  readonly body: Buffer;
  /** The same as it reads, for what it can cost; its long texts may be missing. Undefined: it costs nothing. */
  readonly asks: Readonly<Record<string, unknown>> | undefined;
  /** Whether the history stays with the provider, so that no other model can answer. */
  readonly thread: boolean;
  readonly requestId: string;
  readonly principal: Principal;
  /** The declared path that it came by. */
  readonly route: string;
  /** The whitelisted query that it is part of. */
  readonly queryType?: string | undefined;
  /** What it may cost at most, whatever the budgets of its caller have left. */
  readonly maxCost?: MicroUsd | undefined;
  /** Whether the provider is asked once only: the caller has something to show without it, and does not wait. */
  readonly once?: boolean | undefined;
  /** The session that the client named. */
  readonly sessionId: string | null;
  /** Milliseconds that the caller waits, where it says so. */
  readonly waitsMs?: number | undefined;
  /** Is told of each call to the upstream that it took, when that is accounted for. */
  readonly onCall?: ((call: ModelCall) => void) | undefined;
  /** Fires when the client has left. */
  readonly departure: Signal;
  /** Whether the answer is made all the same then, for somebody who asks again; otherwise the credential says. */
  readonly outlivesClient?: boolean | undefined;
}

/** What is read of a plain answer; a count of tokens has none of it. */
export interface Message {
  readonly model?: string;
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
  readonly stop_reason?: string | null;
  readonly usage?: ProviderUsage | null;
  /** Of a count. */
  readonly input_tokens?: number;
}

/** All text of a plain answer; none of a streamed one. */
export function textOf(message: Message | undefined): string {
  return (message?.content ?? []).map(({ text = '' }) => text).join('');
}

/** An answer that is in the ledger. */
export interface LlmAnswer {
  /** As the provider sent them. */
  readonly headers: IncomingHttpHeaders;
  /** The whole answer, or of a streamed one its last events: those that had to wait for the ledger. */
  readonly body: Buffer;
  /** A plain answer as it reads; undefined for a streamed one. */
  readonly message: Message | undefined;
  readonly model: string;
  readonly stopReason: string;
  readonly usage: Usage;
  readonly cost: MicroUsd;
  /** Whether another model answered than the one that was asked. */
  readonly degraded: boolean;
}
