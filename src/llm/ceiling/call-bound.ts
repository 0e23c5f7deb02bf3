import type { Surcharge } from '../../kernel';
import { type Attempts, attemptsOf } from './attempts';
import { type CacheWrites, PromptContents } from './prompt-contents';
import {
  COUNT_MARGIN,
  FEATURE_TOKENS,
  FRAME_TOKENS,
  IMAGE_TOKENS,
  LOOP_SAMPLINGS,
  SUMMARY_TOKENS,
} from './provider-limits';

type Body = Readonly<Record<string, unknown>>;

/** What one call can be billed for at most. */
export interface CallBound {
  /** At most so many tokens of prompt, over all turns that the provider takes by itself. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly cacheWrites: CacheWrites;
  readonly webSearches: number;
  readonly surcharges: readonly Surcharge[];
  /**
   * Whether a count of the provider's can bring the prompt's bound down: the whole prompt is in the body, and the
   * provider samples once. It does not count server tools, MCP, URLs and file ids
   * (platform.claude.com/docs/build-with-claude/token-counting, 2026).
   */
  readonly countable: boolean;
}

/**
 * An upper bound of what one request to `POST /v1/messages` can use. Text has at most as many tokens as bytes: none is
 * shorter than a byte, and JSON's escapes, names and brackets only add to them. So the length of the body bounds its
 * text together with what frames each message. That presumes what is not documented: that the provider neither takes one
 * character for several (as NFKC does) nor escapes characters in the definitions of tools that came unescaped.
 * @param body the request as parsed, let through by the firewall; texts may stand as `(long text)`
 * @param bytes length of the raw body
 * @param contextWindow tokens that a prompt can have: the largest window among the models that may be asked
 */
export function boundOf(body: Body, bytes: number, contextWindow: number): CallBound {
  const contents = new PromptContents(body);
  const attempts = attemptsOf(body);
  const turns = turnsOf(contents, attempts);
  const answer = contents.compacts ? Math.max(attempts.outputTokens, SUMMARY_TOKENS) : attempts.outputTokens;
  // Later turns continue what earlier ones answered.
  const prompt = Math.min(contextWindow, promptOf(contents, bytes, frameOf(body)) + (turns - 1) * answer);
  return {
    promptTokens: turns * prompt + contents.advisorCalls * contextWindow,
    outputTokens: turns * answer + contents.advisorTokens,
    cacheWrites: contents.cacheWrites,
    webSearches: contents.webSearches,
    surcharges: surchargesOf(body, attempts),
    countable:
      turns === 1 &&
      !contents.elsewhere &&
      !contents.editsFromThreshold &&
      // A count leaves the instructions for a summary out (SDK 1.11.0, `compaction`).
      (body['compaction'] ?? null) === null,
  };
}

/** The bound after the provider has counted the prompt, for the model that was counted for. */
export function boundAfterCount(bound: CallBound, counted: number): CallBound {
  if (!bound.countable || !Number.isSafeInteger(counted) || counted < 0) return bound;
  const most = counted + Math.ceil((counted * COUNT_MARGIN.percent) / 100) + COUNT_MARGIN.tokens;
  return { ...bound, promptTokens: Math.min(bound.promptTokens, most) };
}

/**
 * Every turn bills its whole prompt. A summary at a threshold is a turn of its own, and with server tools there may be
 * one before each (platform.claude.com/docs/en/build-with-claude/compaction-threshold, 2026).
 */
function turnsOf(contents: PromptContents, attempts: Attempts): number {
  const samplings = contents.serverTools ? LOOP_SAMPLINGS : 1;
  return samplings * (contents.compacts ? 2 : 1) * attempts.number;
}

/** Fields that add no instructions of the provider's to a prompt, or whose are counted apart (tools); any other may. */
const WITHOUT_INSTRUCTIONS: ReadonlySet<string> = new Set([
  'cache_control',
  'max_tokens',
  'messages',
  'metadata',
  'model',
  'stop_sequences',
  'stream',
  'service_tier',
  'system',
  'temperature',
  'tool_choice',
  'tools',
  'top_k',
  'top_p',
]);

function frameOf(body: Body): number {
  const isPlain = Object.keys(body).every((name) => WITHOUT_INSTRUCTIONS.has(name));
  return isPlain ? FRAME_TOKENS : FRAME_TOKENS + FEATURE_TOKENS;
}

/** What the prompt can have at most as it was sent, without end where the body does not say. */
function promptOf(contents: PromptContents, bytes: number, frame: number): number {
  if (contents.serverTools || contents.elsewhere || contents.opaque) return Infinity;
  const text = (bytes + frame + contents.toolTokens) * (1 + contents.references);
  return text + contents.images * IMAGE_TOKENS;
}

/**
 * Any place of inference but `global` costs more (platform.claude.com/docs/en/manage-claude/data-residency, 2026).
 * `service_tier` has no surcharge: priority is a commitment that was paid for (platform.claude.com/docs/en/api/service-tiers).
 */
function surchargesOf(body: Body, attempts: Attempts): readonly Surcharge[] {
  const surcharges: Surcharge[] = [];
  if (attempts.fast) surcharges.push('fast');
  if ((body['inference_geo'] ?? 'global') !== 'global') surcharges.push('inference_geo');
  return surcharges;
}
