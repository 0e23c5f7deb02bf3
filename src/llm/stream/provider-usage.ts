import type { MessageDeltaUsage, Usage as MessageUsage } from '@anthropic-ai/sdk/resources/messages';
import type { Usage } from '../../kernel';

/** The provider's token counts, of a whole message or of a `message_delta`. */
export type ProviderUsage = Partial<MessageUsage> | MessageDeltaUsage;

/**
 * The provider's token counts by our names. A figure that an event leaves out keeps its earlier value, since counts
 * are cumulative. Cache writes without a breakdown are counted as five-minute writes, the provider's default.
 */
export function usageOf(usage: ProviderUsage, before: Usage): Usage {
  const breakdown = 'cache_creation' in usage ? usage.cache_creation : undefined;
  return {
    inputTokens: usage.input_tokens ?? before.inputTokens,
    outputTokens: usage.output_tokens ?? before.outputTokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? before.cacheReadTokens,
    cacheWrite1hTokens: breakdown?.ephemeral_1h_input_tokens ?? before.cacheWrite1hTokens,
    cacheWrite5mTokens:
      breakdown?.ephemeral_5m_input_tokens ??
      (usage.cache_creation_input_tokens == null
        ? before.cacheWrite5mTokens
        : Math.max(0, usage.cache_creation_input_tokens - before.cacheWrite1hTokens)),
  };
}
