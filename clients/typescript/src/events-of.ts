import { ConnectionError } from './errors.js';
import { EventSplitter, type ServerEvent } from './event-splitter.js';
import type { Patience } from './patience.js';
import { connectionErrorOf } from './transport.js';

/**
 * The events of an answer as they come. Patience counts while one is waited for, not while it is made use of. An event
 * that is cut off at the end is none.
 */
export async function* eventsOf(
  { body }: Response,
  patience: Patience,
): AsyncGenerator<ServerEvent, void, undefined> {
  if (body === null) throw new ConnectionError('The answer has no body');
  const splitter = new EventSplitter();
  // Takes characters that are cut in two, and a byte order mark at the beginning.
  const decoder = new TextDecoder();
  // Not `for await`, which some browsers do not know of bodies.
  const reader = body.getReader();
  for (;;) {
    patience.renew();
    const { done, value } = await reader.read().catch(connectionErrorOf(patience));
    if (done) return;
    patience.pause();
    yield* splitter.push(decoder.decode(value, { stream: true }));
  }
}
