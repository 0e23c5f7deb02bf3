/** One server-sent event, its data parsed. */
export interface SentEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads a whole event stream as WHATWG HTML section 9.2.6 says, for streams with `event` and one-line `data`. */
export function parseEvents(text: string): readonly SentEvent[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [event = '', data = ''] = block.split('\n');
      return {
        event: event.replace(/^event: /, ''),
        data: JSON.parse(data.replace(/^data: /, '')) as SentEvent['data'],
      };
    });
}

/** The text of a stream up to the end of its first event; the rest is given up. A feed has no end to wait for. */
export async function firstEvent(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    const end = text.indexOf('\n\n');
    if (end !== -1) return text.slice(0, end + 2);
  }
  return text;
}

/** Whether an answer goes on for as long as it is listened to. */
export function isFeed(response: Response): boolean {
  return response.ok && new URL(response.url).pathname === '/api/live';
}
