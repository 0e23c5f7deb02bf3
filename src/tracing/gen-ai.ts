import type { Attributes } from '@opentelemetry/api';
import { toUsd, type ModelCall } from '../kernel';

/*
 * The conventions for generative AI are in development and have left OpenTelemetry's own package of names, which is why
 * these stand here: github.com/open-telemetry/semantic-conventions-genai, docs/gen-ai/anthropic.md and gen-ai-metrics.md
 * (read 2026-11-21). Prompts and answers, which they allow, are in none of our attributes.
 */

/** The longest name of a model that is told; clients write it. */
const LONGEST_NAME = 100;

/** `chat`, or the gateway's word for a count of tokens, which the conventions have none for. */
export function operationOf({ route }: ModelCall): string {
  return route.endsWith('/count_tokens') ? 'count_tokens' : 'chat';
}

/** `chat claude-haiku-4-5` */
export function spanNameOf(call: ModelCall): string {
  return `${operationOf(call)} ${shortened(call.asked)}`;
}

/** All tokens of the prompt: Claude counts those of caches apart, the conventions among them. */
export function inputTokensOf({ usage }: ModelCall): number {
  return usage.inputTokens + usage.cacheReadTokens + cacheCreationOf(usage);
}

/** Whether the provider has counted anything. */
export function isCounted(call: ModelCall): boolean {
  return inputTokensOf(call) + call.usage.outputTokens > 0;
}

/** Seconds from the call to its first event; undefined where it was not streamed, or did not begin. */
export function firstChunkOf({ streamed, startedAt, firstTokenAt }: ModelCall): number | undefined {
  if (!streamed || firstTokenAt === undefined) return undefined;
  return Math.max(0, firstTokenAt - startedAt) / 1000;
}

/** What a call is told to have failed with: our code, `client_left`, or nothing. */
export function errorTypeOf({ outcome, code }: ModelCall): string | undefined {
  return outcome === 'answered' ? undefined : (code ?? outcome);
}

export function attributesOfCall(call: ModelCall): Attributes {
  const { asked, model, streamed, stopReason, usage, attempts, provider, cost, providerStatus } = call;
  return {
    'gen_ai.operation.name': operationOf(call),
    // The API that is spoken; who serves it is the upstream.
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': shortened(asked),
    'gen_ai.request.stream': streamed ? true : undefined,
    'gen_ai.response.finish_reasons': stopReason === undefined ? undefined : [stopReason],
    'gen_ai.response.time_to_first_chunk': firstChunkOf(call),
    ...(isCounted(call) && {
      'gen_ai.response.model': shortened(model),
      'gen_ai.usage.input_tokens': inputTokensOf(call),
      'gen_ai.usage.output_tokens': usage.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': usage.cacheReadTokens,
      'gen_ai.usage.cache_creation.input_tokens': cacheCreationOf(usage),
    }),
    'error.type': errorTypeOf(call),
    'sallyport.upstream': provider,
    'sallyport.provider_status': providerStatus,
    'sallyport.attempts': attempts,
    'sallyport.cost_usd': toUsd(cost),
  };
}

function cacheCreationOf({ cacheWrite5mTokens, cacheWrite1hTokens }: ModelCall['usage']): number {
  return cacheWrite5mTokens + cacheWrite1hTokens;
}

function shortened(name: string): string {
  return name.slice(0, LONGEST_NAME);
}
