/** What the provider adds to a request and how far it goes by itself, in round numbers above those that it documents. */

/** The frame of a prompt: some ten tokens around a message, whose JSON has more bytes. No source: chosen larger. */
export const FRAME_TOKENS = 100;

/**
 * Instructions for what a request has besides its conversation: structured outputs, thinking, a summary: each some hundred
 * tokens. No source for the whole: chosen larger than anything seen.
 */
export const FEATURE_TOKENS = 2_000;

/**
 * The system prompt that any tool brings along: at most 530 tokens
 * (docs.anthropic.com/en/docs/tool-use-pricing-and-tokens, Claude 3 Opus; 346 since Claude 4).
 */
export const TOOLS_PROMPT_TOKENS = 1_000;

/** The frame around the definition of one tool, whose text is in the body. No source: chosen larger than anything seen. */
export const TOOL_FRAME_TOKENS = 100;

/**
 * A definition that the provider writes for `bash`, `text_editor`, `computer` or `memory`: documented at 245 to 1,500
 * tokens (platform.claude.com/docs, the pages of these tools, 2026).
 */
export const DEFINED_TOOL_TOKENS = 3_000;

/** Definitions of the up to 33 actions of a toolset. No source: chosen larger than anything seen. */
export const TOOLSET_TOKENS = 20_000;

/**
 * The dearest image: ceil(width / 28) * ceil(height / 28) after it was fitted into the native resolution, at most 4,784
 * for the models of high resolution (platform.claude.com/docs/en/build-with-claude/vision, 2026).
 */
export const IMAGE_TOKENS = 5_000;

/**
 * How often the provider samples within one request that has server tools: it pauses after 10 iterations
 * (`pause_turn`, platform.claude.com/docs/en/build-with-claude/handling-stop-reasons, 2026), and one is added in case
 * the last answer does not count. `max_uses` does not lower it: the model samples again after a use that was refused.
 */
export const LOOP_SAMPLINGS = 11;

/** Calls of an advisor that has no `max_uses`: one in each iteration. No source: the default is "unlimited". */
export const ADVISOR_CALLS = 10;

/**
 * What an advisor answers that has no `max_tokens`: its own default applies (SDK 1.11.0, `BetaAdvisorTool20260301`).
 * No source for which: the largest ordinary output is taken.
 */
export const ADVISOR_OUTPUT = 128_000;

/**
 * Searches of a tool without `max_uses`. No source: nothing limits them but the loop, in which code may search too, and
 * so it is chosen larger than anything seen.
 */
export const WEB_SEARCHES = 1_000;

/** The most uses of a tool that are believed, so that sums stay exact. No source: far beyond what a loop can run. */
export const MOST_USES = 10_000;

/** The hops of `fallbacks: "default"`, which the provider chooses. No source: chosen larger than anything seen. */
export const DEFAULT_HOPS = 3;

/**
 * A summary that the provider writes before it samples, where `max_tokens` is less: 3,500 in its example
 * (platform.claude.com/docs/en/build-with-claude/compaction-threshold, 2026). No source for a limit: chosen larger.
 */
export const SUMMARY_TOKENS = 32_000;

/** The largest output of any request (batches with `output-300k`, SDK 1.11.0). */
export const LARGEST_OUTPUT = 300_000;

/**
 * A count is an estimate that the real one may differ from "by a small amount"
 * (platform.claude.com/docs/en/build-with-claude/token-counting, 2026). No source for how small: chosen larger.
 */
export const COUNT_MARGIN = { percent: 5, tokens: 200 };
