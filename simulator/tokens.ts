import { isJsonObject, type JsonObject } from './json';
import type { MessageRequest } from './message-request';

/** What an image or a document counts for, whatever its size: a round figure of ours. */
const TOKENS_PER_MEDIA_BLOCK = 1_600;

export const BYTES_PER_TOKEN = 4;

/**
 * A stand-in for Claude's tokenizer: UTF-8 bytes / 4, rounded up; 0 for no text.
 * Close enough for English to exercise budgets, and anyone can check it by hand.
 */
export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** Input tokens by where Claude's `usage` reports them; their sum is what `count_tokens` answers. */
export interface InputTokens {
  readonly uncached: number;
  readonly cached5m: number;
  readonly cached1h: number;
}

/** System, messages, tools and the schema of the answer, block by block; a block with `cache_control` counts as a cache write of its `ttl`. */
export function countInput(request: MessageRequest): InputTokens {
  const sums = { uncached: 0, cached5m: 0, cached1h: 0 };
  const add = (block: JsonObject, tokens: number): void => {
    sums[bucketOf(block)] += tokens;
  };
  for (const block of request.system) add(block, blockTokens(block));
  for (const turn of request.turns) for (const block of turn.blocks) add(block, blockTokens(block));
  for (const tool of request.tools) add(tool, countTokens(JSON.stringify(tool)));
  if (request.outputSchema) sums.uncached += countTokens(JSON.stringify(request.outputSchema));
  return sums;
}

export function totalInput(input: InputTokens): number {
  return input.uncached + input.cached5m + input.cached1h;
}

function bucketOf(block: JsonObject): keyof InputTokens {
  const control = block['cache_control'];
  if (!isJsonObject(control)) return 'uncached';
  return control['ttl'] === '1h' ? 'cached1h' : 'cached5m';
}

function blockTokens(block: JsonObject): number {
  switch (block['type']) {
    case 'image':
    case 'document':
      return TOKENS_PER_MEDIA_BLOCK;
    case 'tool_use':
      return countTokens(JSON.stringify(block['input'] ?? {}));
    case 'tool_result':
      return contentTokens(block['content']);
    default:
      return textTokens(block['text'] ?? block['thinking']);
  }
}

function contentTokens(content: unknown): number {
  if (!Array.isArray(content)) return textTokens(content);
  return content.filter(isJsonObject).reduce((sum, block) => sum + blockTokens(block), 0);
}

function textTokens(text: unknown): number {
  return typeof text === 'string' ? countTokens(text) : 0;
}
