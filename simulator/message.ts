import { createHash } from 'node:crypto';
import type { MessageRequest, Turn } from './message-request';
import { INTRODUCTION, structuredText } from './structured';
import { BYTES_PER_TOKEN, countInput, countTokens, totalInput, type InputTokens } from './tokens';
import type { Trouble } from './trouble';

/** `Usage` of the SDK 1.11.0, without the fields the API leaves out when they do not apply. */
interface Usage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number;
    readonly ephemeral_1h_input_tokens: number;
  };
  readonly output_tokens: number;
  readonly service_tier: 'standard';
}

/** A text block has no `citations` key: the `ai` SDK's schema refuses null there. */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, never>>;
      readonly caller: { readonly type: 'direct' };
    };

export interface Message {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly [ContentBlock];
  readonly stop_reason: 'end_turn' | 'max_tokens' | 'tool_use';
  readonly stop_sequence: null;
  readonly stop_details: null;
  readonly usage: Usage;
}

/** The troubles that tell what a good answer is to say. */
export type Script = Extract<Trouble, { kind: 'big' | 'say' }>;

interface Output {
  readonly block: ContentBlock;
  readonly stop: Message['stop_reason'];
  readonly tokens: number;
}

const QUOTED_CODE_POINTS = 200;

/**
 * The answer to a request: the same body gives the same message, its id included.
 * @param body the raw request, which the id is the hash of
 * @param script what to say instead: `big` says it `max_tokens` notwithstanding
 */
export function answer(request: MessageRequest, body: string, script?: Script): Message {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 24);
  const input = countInput(request);
  const output =
    script?.kind === 'big'
      ? fill(script.bytes)
      : compose(request, digest, textOf(request, totalInput(input), script?.text));
  return {
    id: `msg_sim_${digest}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: [output.block],
    stop_reason: output.stop,
    stop_sequence: null,
    stop_details: null,
    usage: usageOf(input, output.tokens),
  };
}

function usageOf(input: InputTokens, outputTokens: number): Usage {
  return {
    input_tokens: input.uncached,
    cache_creation_input_tokens: input.cached5m + input.cached1h,
    cache_read_input_tokens: 0,
    cache_creation: {
      ephemeral_5m_input_tokens: input.cached5m,
      ephemeral_1h_input_tokens: input.cached1h,
    },
    output_tokens: outputTokens,
    service_tier: 'standard',
  };
}

function compose({ forcedTool: name, maxTokens }: MessageRequest, digest: string, text: string): Output {
  if (name !== undefined) {
    const block = {
      type: 'tool_use',
      id: `toolu_sim_${digest}`,
      name,
      input: {},
      caller: { type: 'direct' },
    } as const;
    return { block, stop: 'tool_use', tokens: countTokens(`${name}{}`) };
  }
  const tokens = countTokens(text);
  if (tokens <= maxTokens) return { block: { type: 'text', text }, stop: 'end_turn', tokens };
  const cut = firstBytes(text, maxTokens * BYTES_PER_TOKEN);
  return { block: { type: 'text', text: cut }, stop: 'max_tokens', tokens: countTokens(cut) };
}

function textOf({ outputSchema, turns }: MessageRequest, inputTokens: number, said?: string): string {
  if (outputSchema !== undefined) return structuredText(outputSchema, said);
  const asked = firstCodePoints(lastUserText(turns), QUOTED_CODE_POINTS);
  return said ?? `${INTRODUCTION} You asked: "${asked}" (${String(inputTokens)} input tokens).`;
}

function fill(bytes: number): Output {
  const text = 'sally '.repeat(Math.ceil(bytes / 6)).slice(0, bytes);
  return { block: { type: 'text', text }, stop: 'end_turn', tokens: countTokens(text) };
}

/** The last text of the last user turn, where clients that send several blocks put the question. */
function lastUserText(turns: readonly Turn[]): string {
  const blocks = turns.findLast(({ role }) => role === 'user')?.blocks ?? [];
  return (
    blocks.map((block) => block['text'] ?? block['content']).findLast((text) => typeof text === 'string') ??
    ''
  );
}

function firstCodePoints(text: string, count: number): string {
  return Array.from(text.slice(0, 2 * count))
    .slice(0, count)
    .join('');
}

/** At most `bytes` bytes of UTF-8, never with half a character at the end. */
function firstBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  let end = Math.min(bytes, encoded.length);
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return encoded.toString('utf8', 0, end);
}
