/** Events as Claude frames them. */
export function sent(type: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

export function beginning(inputTokens = 25, model = 'claude-sonnet-5-5'): string {
  const usage = { input_tokens: inputTokens, output_tokens: 1 };
  const message = { id: 'msg_native', type: 'message', role: 'assistant', model, content: [], usage };
  return (
    sent('message_start', { message: { ...message, stop_reason: null, stop_sequence: null } }) +
    sent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
  );
}

export function delta(text: string): string {
  return sent('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
}

export function ending(outputTokens = 12): string {
  return (
    sent('content_block_stop', { index: 0 }) +
    sent('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: outputTokens },
    }) +
    sent('message_stop')
  );
}

/** A delta whose event has exactly so many bytes, and begins its text with a mark. */
export function sizedDelta(mark: string, bytes: number): string {
  return delta(mark.padEnd(bytes - delta('').length, '.'));
}
