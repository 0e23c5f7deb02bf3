import type { Grant } from './shape';

/**
 * Names of the `anthropic-beta` header without their dates, and who may send each. `betas` stands for no capability of
 * its own: it changes something else than what one request may do, or nobody has read what. Those of SDK 1.11.0
 * (`AnthropicBeta`) are all here, and of older clients those that are known.
 */
export const BETAS: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['computer-use', 'everyone'],
  ['effort', 'everyone'],
  ['fine-grained-tool-streaming', 'everyone'],
  ['interleaved-thinking', 'everyone'],
  ['model-context-window-exceeded', 'everyone'],
  ['output-128k', 'everyone'],
  ['pdfs', 'everyone'],
  ['prompt-caching', 'everyone'],
  ['structured-outputs', 'everyone'],
  ['task-budgets', 'everyone'],
  ['thinking-binding-controls', 'everyone'],
  ['thinking-display-updates', 'everyone'],
  ['thinking-token-count', 'everyone'],
  ['token-counting', 'everyone'],
  ['token-efficient-tools', 'everyone'],

  ['advanced-tool-use', 'server_tools'],
  ['advisor-tool', 'server_tools'],
  ['cache-diagnosis', 'diagnostics'],
  ['code-execution', 'server_tools'],
  ['code-execution-web-tools', 'server_tools'],
  ['compact', 'context_management'],
  ['context-management', 'context_management'],
  ['extended-cache-ttl', 'one_hour_cache'],
  ['fallback-credit', 'fallbacks'],
  ['fast-mode', 'speed'],
  ['files-api', 'file_ids'],
  ['inline-tools', 'tool_changes'],
  ['mcp-client', 'mcp_servers'],
  ['message-threads', 'thread'],
  ['mid-conversation-output-config', 'system_turns'],
  ['mid-conversation-system', 'system_turns'],
  ['mid-conversation-system-clear-at', 'system_turns'],
  ['mid-conversation-tool-changes', 'tool_changes'],
  ['output-300k', 'long_output'],
  ['server-side-fallback', 'fallbacks'],
  ['skills', 'container'],
  ['user-profiles-billing', 'billing_policy'],
  ['web-fetch', 'server_tools'],

  ['admin-user-sign-out', 'betas'],
  ['agent-memory', 'betas'],
  ['analytics-usage-cost', 'betas'],
  ['ce-claude-code-managed-settings', 'betas'],
  ['ce-plugins', 'betas'],
  ['ce-user-management', 'betas'],
  // A prompt of more than 200,000 tokens, at a dearer price on some models.
  ['context-1m', 'betas'],
  ['dev-full-thinking', 'betas'],
  ['dreaming', 'betas'],
  ['experimental-claude-tag', 'betas'],
  ['managed-agents', 'betas'],
  ['mcp-tunnels', 'betas'],
  ['message-batches', 'betas'],
  ['spend-limit-reads', 'betas'],
  ['telemetry-destinations', 'betas'],
  ['user-profiles', 'betas'],
  ['webhooks', 'betas'],
]);

const DATE = /-20\d\d-?\d\d-?\d\d$/;

/** Who may send a beta. A name that nobody classified takes `betas`, whatever its date. */
export function grantOfBeta(name: string): Grant {
  const plain = name.toLowerCase();
  // However the next one is called, a history that cannot be seen is not let in by `betas`.
  if (plain.startsWith('message-thread')) return 'thread';
  return BETAS.get(plain.replace(DATE, '')) ?? 'betas';
}
