import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import { GatewayError } from '../kernel';
import { SECURITY_HEADERS } from './common-headers';
import { problemOf } from './problem';
import { newRequestId } from './request-id';

const log = new Logger('Ingress');

/** Answers what Node's parser refused, once, and closes the connection: what follows cannot be told apart. */
export function answerClientError(cause: NodeJS.ErrnoException, socket: Duplex): void {
  if (cause.code === 'ECONNRESET' || !socket.writable || hasAnswerUnderWay(socket)) socket.destroy();
  else refuse(socket, refusalFor(cause), cause.code);
}

/** Answers CONNECT, which Node would otherwise drop without a word. */
export function answerConnect(_request: IncomingMessage, socket: Duplex): void {
  refuse(socket, new GatewayError('method_not_allowed', 'This gateway is no tunnel'), 'CONNECT');
}

function refuse(socket: Duplex, error: GatewayError, reason: string | undefined): void {
  const id = newRequestId();
  const { code, layer, status } = error;
  const client = 'remoteAddress' in socket ? socket.remoteAddress : undefined;
  log.warn({ code, layer, status, request_id: id, key_id: null, client, reason }, 'refused');
  const body = JSON.stringify(problemOf(error, id));
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
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

/**
 * Whether the connection owes an answer that ours would be taken for: one that has begun, or one to a request that
 * came whole before the broken one.
 */
function hasAnswerUnderWay(socket: Duplex): boolean {
  const message = (socket as { _httpMessage?: ServerResponse | null })._httpMessage ?? undefined;
  return message !== undefined && (message.headersSent || message.req.complete);
}
