import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import { GatewayError } from '../kernel';
import { SECURITY_HEADERS } from './common-headers';
import { problemOf } from './problem';
import { newRequestId } from './request-id';

const log = new Logger('Ingress');

/** Answers what Node's parser refused, once, and closes the connection: what follows cannot be told apart. */
export function answerClientError(cause: NodeJS.ErrnoException, socket: Duplex): void {
  if (cause.code === 'ECONNRESET' || !socket.writable || alreadyAnswering(socket)) {
    socket.destroy();
    return;
  }
  const error = refusalFor(cause);
  const id = newRequestId();
  const address = 'remoteAddress' in socket ? socket.remoteAddress : undefined;
  log.warn(
    {
      code: error.code,
      layer: error.layer,
      status: error.status,
      request_id: id,
      key_id: null,
      client: address,
      reason: cause.code,
    },
    'refused',
  );
  const body = JSON.stringify(problemOf(error, id));
  const head = [
    `HTTP/1.1 ${String(error.status)} ${STATUS_CODES[error.status] ?? ''}`,
    ...SECURITY_HEADERS.map(([name, value]) => `${name}: ${value}`),
    `x-request-id: ${id}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function refusalFor(cause: NodeJS.ErrnoException): GatewayError {
  if (cause.code === 'HPE_HEADER_OVERFLOW')
    return new GatewayError('headers_too_large', 'Send fewer or shorter headers', { cause });
  if (cause.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new GatewayError('request_timeout', 'The request came too slowly; send it again', { cause });
  }
  return new GatewayError('malformed_request', 'The request is not HTTP/1.1 as RFC 9112 defines it', {
    cause,
  });
}

/** Whether an answer on this connection has begun; a second one would be read as part of it. */
function alreadyAnswering(socket: Duplex): boolean {
  const message = (socket as { _httpMessage?: { headersSent: boolean } | null })._httpMessage;
  return message?.headersSent === true;
}
