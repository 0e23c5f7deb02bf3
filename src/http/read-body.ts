import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../kernel';

/** What a client may still send after its 413, so that it gets to read it: a connection closed on it is a reset. */
const DISCARD_BYTES = 67_108_864;
const DISCARD_MS = 10_000;
const DISCARD_IDLE_MS = 1000;

/** @throws GatewayError `body_too_large` when the declared length is over the limit */
export function requireLength(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) <= limit) return;
  discardRest(request);
  throw tooLarge(limit);
}

/** Where the length is not declared: enough for most. */
const UNDECLARED_BYTES = 65_536;

/**
 * Reads a body of at most `limit` bytes, and gives up on a longer one as soon as the limit is passed. It goes into one
 * piece of memory, which costs what is written into it and no more.
 * @throws GatewayError `body_too_large`, or `malformed_body` when the client leaves half-way
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const declared = request.headers['content-length'];
    let bytes = memoryFor(declared === undefined ? UNDECLARED_BYTES : Number(declared));
    let size = 0;
    const onData = (chunk: Buffer): void => {
      if (size + chunk.length > limit) {
        stop();
        discardRest(request);
        reject(tooLarge(limit));
        return;
      }
      if (size + chunk.length > bytes.length) {
        const larger = Buffer.allocUnsafeSlow(limit);
        bytes.copy(larger, 0, 0, size);
        bytes = larger;
      }
      size += chunk.copy(bytes, size);
    };
    const onEnd = (): void => {
      stop();
      resolve(bytes.subarray(0, size));
    };
    const onClose = (): void => {
      stop();
      reject(new GatewayError('malformed_body', 'The body ended before its declared length'));
    };
    const stop = (): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    };
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

/** Small ones share memory that is there already; to ask for some costs more than to read them. */
function memoryFor(bytes: number): Buffer {
  return bytes < Buffer.poolSize / 2 ? Buffer.allocUnsafe(bytes) : Buffer.allocUnsafeSlow(bytes);
}

function tooLarge(limit: number): GatewayError {
  return new GatewayError('body_too_large', `The body is over ${String(limit)} bytes; send less`, {
    headers: { Connection: 'close' },
  });
}

function discardRest(request: IncomingMessage): void {
  const { socket } = request;
  const cut = (): void => {
    socket.destroy();
  };
  const longest = setTimeout(cut, DISCARD_MS);
  const idle = setTimeout(cut, DISCARD_IDLE_MS);
  const over = (): void => {
    clearTimeout(longest);
    clearTimeout(idle);
    request.off('data', onData);
    socket.off('close', over);
  };
  let discarded = 0;
  const onData = (chunk: Buffer): void => {
    idle.refresh();
    discarded += chunk.length;
    if (discarded > DISCARD_BYTES) cut();
  };
  request
    .on('data', onData)
    .on('error', () => undefined)
    .once('end', over)
    .resume();
  // Not the request's own `close`: Node keeps that to itself once the answer is out.
  socket.once('close', over);
}
