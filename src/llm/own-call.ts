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
  return {
    ...terms,
    model: request.model,
    asks: { ...request },
    target: '/v1/messages',
    headers: HEADERS,
    body: Buffer.from(JSON.stringify({ ...request, stream })),
    thread: false,
    sessionId: null,
  };
}
