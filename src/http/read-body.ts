import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../kernel';

/**
 * Reads a body of at most `limit` bytes. A declared length over it is refused before a byte is read, an undeclared
 * one as soon as it is passed.
 * @throws GatewayError `body_too_large`, or `malformed_body` when the client leaves half-way
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else
        stop(() => {
          reject(tooLarge(limit));
        });
    };
    const onEnd = (): void => {
      stop(() => {
        resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
      });
    };
    const onClose = (): void => {
      stop(() => {
        reject(new GatewayError('malformed_body', 'The body ended before its declared length'));
      });
    };
    const stop = (settle: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      settle();
    };
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function tooLarge(limit: number): GatewayError {
  return new GatewayError('body_too_large', `The body is over ${String(limit)} bytes; send less`, {
    headers: { Connection: 'close' },
  });
}
