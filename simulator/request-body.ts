import type { IncomingMessage } from 'node:http';

/** `left`: the client went away before all of it was here; `too_large`: the rest is read and thrown away. */
export type RequestBody =
  | { readonly state: 'complete'; readonly bytes: Buffer }
  | { readonly state: 'too_large'; readonly bytes: Buffer }
  | { readonly state: 'left' };

/**
 * Reads a body of at most `limit` bytes. A longer one is told as soon as it is known, and goes on being drained, so
 * that a client which writes before it reads gets to see its 413.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<RequestBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= limit) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData).resume();
      resolve({ state: 'too_large', bytes: join(chunks) });
    };
    request.on('data', onData);
    request.once('end', () => {
      resolve({ state: 'complete', bytes: join(chunks) });
    });
    request.once('close', () => {
      resolve({ state: 'left' });
    });
    request.on('error', () => {
      resolve({ state: 'left' });
    });
  });
}

function join(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
