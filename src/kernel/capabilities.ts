/**
 * What a credential can be granted on `/v1` beyond an ordinary request, and what each lets through. A name that is
 * also a field of the Messages request opens that field.
 */
export const CAPABILITIES = {
  betas: 'any `anthropic-beta`; without it only those that change nothing of what is guarded here',
  billing_policy: 'who is billed among user profiles: `billing_policy`',
  container: 'containers, skills and uploads into them: `container`, `container_upload`',
  context_management: 'edits of the context by the provider: `context_management`, `compaction`',
  diagnostics: '`diagnostics`, which names an earlier message',
  fallbacks: 'models that the provider falls back to: `fallbacks`, `fallback_credit_token`',
  file_ids: 'files that are kept at the provider, by id',
  inference_geo: 'where the model runs: `inference_geo`',
  long_output: '`max_tokens` over 128,000, up to 300,000',
  mcp_servers: 'MCP servers that the provider calls: `mcp_servers`, MCP tool sets',
  one_hour_cache: 'cache writes that last an hour and cost twice the input',
  server_tools:
    'tools that run at the provider: web search and fetch, code execution, tool search, the advisor',
  service_tier: '`service_tier` other than `standard_only`',
  speed: '`speed: "fast"`, at a dearer price',
  system_turns: '`system` turns inside `messages`',
  thread: 'a history that stays with the provider: `thread`',
  tool_changes: 'tools that come and go in mid-conversation: `tool_addition`, `tool_removal`',
  url_sources: 'images and documents that the provider fetches by URL',
} as const satisfies Readonly<Record<string, string>>;

export type Capability = keyof typeof CAPABILITIES;

const ALL = Object.keys(CAPABILITIES) as readonly Capability[];

/** Names that stand for several. `*` is everything but `thread`: its history cannot be seen, so nothing bounds its cost. */
const CAPABILITY_PRESETS: Readonly<Record<string, readonly Capability[]>> = {
  '*': ALL.filter((name) => name !== 'thread'),
  // What nobody needs to name, said aloud.
  strict: [],
  // What Claude Code 2.1 sends (recorded on 2026-11-21), without what it can live without.
  'claude-code': ['betas', 'context_management', 'one_hour_cache', 'system_turns', 'tool_changes'],
};

/** Every name that a key may carry. */
export const CAPABILITY_NAMES: readonly string[] = [...Object.keys(CAPABILITY_PRESETS), ...ALL];

/** What an administrator has. */
export const ALL_CAPABILITIES: ReadonlySet<Capability> = new Set(ALL);

/** The capabilities that names stand for; names that nobody declared stand for none. */
export function capabilitiesOf(names: readonly string[]): ReadonlySet<Capability> {
  return new Set(
    names.flatMap((name) =>
      Object.hasOwn(CAPABILITY_PRESETS, name)
        ? (CAPABILITY_PRESETS[name] ?? [])
        : ALL.filter((one) => one === name),
    ),
  );
}
