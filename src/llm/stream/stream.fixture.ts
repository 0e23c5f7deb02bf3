/** One event of a stream, as bytes. */
export function eventOf(name: string, data: object, end = '\n'): Buffer {
  return Buffer.from(`event: ${name}${end}data: ${JSON.stringify({ type: name, ...data })}${end}${end}`);
}

export const START = eventOf('message_start', {
  message: { model: 'claude-sonnet-5-5', usage: { input_tokens: 10, output_tokens: 1 } },
});
export const PING = eventOf('ping', {});
export const STOP = eventOf('message_stop', {});

export const contentOf = (delta: object): Buffer => eventOf('content_block_delta', { index: 0, delta });
export const textOf = (text: string): Buffer => contentOf({ type: 'text_delta', text });
export const closingOf = (outputTokens: number, stopReason: string | null = 'end_turn'): Buffer =>
  eventOf('message_delta', { delta: { stop_reason: stopReason }, usage: { output_tokens: outputTokens } });
