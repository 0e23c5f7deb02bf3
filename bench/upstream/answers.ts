/** What every answer says. */
const TEXT = 'The pro plan earns more: $3,400 a month against $1,200.';
const MODEL = 'claude-sonnet-5-5';
const USAGE = { input_tokens: 120, output_tokens: 40 };

/** The body of a plain answer. */
export const PLAIN_BODY = JSON.stringify({
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: MODEL,
  content: [{ type: 'text', text: TEXT }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: USAGE,
});

/** How many tokens a question has: asked where a budget has no room for what its bytes could come to. */
export const COUNT_BODY = JSON.stringify({ input_tokens: USAGE.input_tokens });

/** A plain answer, head and all. */
export function answerOf(): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_bench\r\ncontent-length: ${String(Buffer.byteLength(PLAIN_BODY))}\r\n\r\n`;
  return Buffer.from(head + PLAIN_BODY);
}

/** The events of a streamed answer: so many in all, of which all but five bring a piece of text. */
export function eventsOf(amount: number): readonly string[] {
  const start = {
    id: 'msg_bench',
    type: 'message',
    role: 'assistant',
    model: MODEL,
    content: [],
    usage: USAGE,
  };
  const piece = {
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: 'a few more words ' },
  };
  return [
    event({ type: 'message_start', message: start }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    ...Array.from({ length: amount - 5 }, () => event(piece)),
    event({ type: 'content_block_stop', index: 0 }),
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 40 } }),
    event({ type: 'message_stop' }),
  ];
}

function event(data: Readonly<Record<string, unknown>> & { readonly type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}
