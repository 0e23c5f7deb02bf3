import type { CreateKey } from '@sallyport/client';

export type Capability = NonNullable<CreateKey['capabilities']>[number];

/** What each lets through, in few words; docs/native-api.md says it in full. A new one belongs here, or this does not compile. */
const WORDS: Readonly<Record<Capability, string>> = {
  '*': 'everything below but threads',
  strict: 'ordinary requests only, as with none chosen',
  'claude-code': 'what Claude Code needs',
  betas: 'any beta of the API',
  billing_policy: 'who is billed',
  container: 'containers, skills and uploads',
  context_management: 'edits of the context by the provider',
  diagnostics: 'diagnostics of earlier messages',
  fallbacks: 'models to fall back to',
  file_ids: 'files that the provider keeps',
  inference_geo: 'where the model runs',
  long_output: 'answers over 128,000 tokens',
  mcp_servers: 'MCP servers that the provider calls',
  one_hour_cache: 'caching for an hour, at twice the price',
  server_tools: 'tools that run at the provider',
  service_tier: 'other service tiers',
  speed: 'fast answers, at a dearer price',
  system_turns: 'system turns inside of messages',
  thread: 'a history that stays with the provider',
  tool_changes: 'tools that come and go',
  url_sources: 'pictures and documents by URL',
};

export const CAPABILITIES = Object.entries(WORDS).map(([value, hint]) => ({
  value: value as Capability,
  label: value,
  hint,
}));

export function isCapability(name: string): name is Capability {
  return name in WORDS;
}
