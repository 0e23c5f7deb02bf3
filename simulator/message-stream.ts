import type { ContentBlock, Message } from './message';

const WORDS_PER_DELTA = 3;
/** From here on (only `big` writes so much) deltas are slices: a delta for every few words would be all framing. */
const LONG_TEXT = 16_384;

/** One server-sent event, framed as Claude frames them; the data names the same type as the event. */
function frame(type: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

/**
 * The events of a streamed message, in the real order: `message_start`, `content_block_start`, `ping`, deltas,
 * `content_block_stop`, `message_delta` with the cumulative usage, `message_stop`.
 */
export function* messageEvents(message: Message): Generator<string, void> {
  const [block] = message.content;
  yield frame('message_start', {
    message: { ...message, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 1 } },
  });
  yield frame('content_block_start', {
    index: 0,
    content_block: block.type === 'text' ? { ...block, text: '' } : block,
  });
  yield frame('ping');
  for (const delta of deltasOf(block)) yield frame('content_block_delta', { index: 0, delta });
  yield frame('content_block_stop', { index: 0 });
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = message.usage;
  yield frame('message_delta', {
    delta: { stop_reason: message.stop_reason, stop_sequence: null, stop_details: null },
    usage: { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens },
  });
  yield frame('message_stop');
}

function* deltasOf(block: ContentBlock): Generator<Readonly<Record<string, string>>, void> {
  if (block.type === 'tool_use') {
    // Claude sends an empty first piece, then the JSON; clients join the pieces and parse them.
    yield { type: 'input_json_delta', partial_json: '' };
    yield { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
    return;
  }
  for (const text of piecesOf(block.text)) yield { type: 'text_delta', text };
}

function* piecesOf(text: string): Generator<string, void> {
  if (text.length > LONG_TEXT) {
    for (let at = 0; at < text.length; at += LONG_TEXT) yield text.slice(at, at + LONG_TEXT);
    return;
  }
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  for (let at = 0; at < words.length; at += WORDS_PER_DELTA) {
    yield words.slice(at, at + WORDS_PER_DELTA).join('');
  }
}
