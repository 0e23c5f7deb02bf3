import type { OutputConfig } from '@anthropic-ai/sdk/resources/messages';
import type { Turn } from './data-turn';
import type { LlmCall } from './llm-call';

const HEADERS = { 'content-type': 'application/json', 'anthropic-version': '2026-10-21' } as const;

/** A request to the Messages API in the gateway's own words. */
export interface OwnRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: readonly Turn[];
  readonly output_config?: OutputConfig;
}

/** Whose call it is, how it came in, and what bounds it. */
export type CallTerms = Pick<LlmCall, 'principal' | 'requestId' | 'route' | 'departure'> &
  Partial<Pick<LlmCall, 'queryType' | 'maxCost' | 'once' | 'waitsMs' | 'onCall' | 'outlivesClient'>>;

/** The call of a request that no client wrote. */
export function ownCall(request: OwnRequest, terms: CallTerms, stream = false): LlmCall {
  const { model, max_tokens, messages, output_config } = request;
  // One by one: what is spread into an object costs more than all else of a call.
  return {
    model,
    asks: { model, max_tokens, messages, output_config },
    target: '/v1/messages',
    headers: HEADERS,
    body: Buffer.from(JSON.stringify({ model, max_tokens, messages, output_config, stream })),
    thread: false,
    sessionId: null,
    requestId: terms.requestId,
    principal: terms.principal,
    route: terms.route,
    queryType: terms.queryType,
    maxCost: terms.maxCost,
    once: terms.once,
    waitsMs: terms.waitsMs,
    onCall: terms.onCall,
    departure: terms.departure,
    outlivesClient: terms.outlivesClient,
  };
}
