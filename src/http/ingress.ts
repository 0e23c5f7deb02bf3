import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Request, RequestHandler } from 'express';
import type { PinoLogger } from 'nestjs-pino';
import { GatewayError, parseAddress } from '../kernel';
import { sendProblem } from './problem';
import { RequestContext, type PresentedCredential } from './request-context';
import { requestIdFrom } from './request-id';
import { logOnClose } from './request-log';
import type { RequestRecords } from './request-records';

/** Connections that sent something ambiguous: whatever else stands in their buffer is never served. */
const refusedSockets = new WeakSet<Socket>();

/** Far more than any client sends; Node's own limit would drop the rest in silence, and with it what proxies add. */
const MAX_HEADERS = 200;

/** A name, IPv4 or bracketed IPv6, and a port (RFC 9112 section 3.2); never empty, since no client of ours sends that. */
const HOST = /^[\w.[\]:-]+$/;

interface HeaderFacts {
  readonly hosts: number;
  readonly credentials: readonly PresentedCredential[];
}

/** The first middleware: gives each request its context and its log record, and refuses HTTP that can be read in two ways. */
export function ingress(log: PinoLogger, records: RequestRecords): RequestHandler {
  return (request, response, next) => {
    if (refusedSockets.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    const facts = readHeaders(request);
    request.context = new RequestContext(
      requestIdFrom(request.headers['x-request-id']),
      Date.now(),
      clientAddress(request),
      facts.credentials,
    );
    logOnClose(log, records, request, response);
    const refusal = ambiguity(request, facts);
    if (refusal === undefined) next();
    else refuseConnection(request, response, refusal);
  };
}

/** One pass over the headers as they came: Node drops repeated ones from `headers`. */
function readHeaders({ rawHeaders }: IncomingMessage): HeaderFacts {
  let hosts = 0;
  const credentials: PresentedCredential[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    // The lengths of `host`, `x-api-key` and `authorization`: most headers are passed over without a copy.
    if (name.length !== 4 && name.length !== 9 && name.length !== 13) continue;
    const lower = name.toLowerCase();
    if (lower === 'host') hosts += 1;
    else if (lower === 'x-api-key' || lower === 'authorization') {
      credentials.push({ header: lower, value: rawHeaders[at + 1] ?? '' });
    }
  }
  return { hosts, credentials };
}

/** `request.ip` is the socket's address unless TRUST_PROXY says who stands in front. */
function clientAddress(request: Request): string {
  const address = request.ip ?? '';
  return address.includes(':') ? (parseAddress(address)?.toString() ?? address) : address;
}

function ambiguity(request: IncomingMessage, { hosts }: HeaderFacts): GatewayError | undefined {
  const { httpVersion, url = '', headers, rawHeaders } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    return malformed('The request line names no HTTP version');
  if (hosts > 1) return malformed('The request has several Host headers');
  if (hosts === 0 && httpVersion === '1.1') return malformed('The request has no Host header');
  if (!url.startsWith('/') || url.includes('#')) return malformed('The request target is not a path');
  if (headers.host !== undefined && !HOST.test(headers.host))
    return malformed('The Host header names no host');
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || httpVersion !== '1.1')) {
    return malformed('The only transfer coding is chunked, of HTTP/1.1');
  }
  if (rawHeaders.length > 2 * MAX_HEADERS) {
    return new GatewayError('headers_too_large', `Send at most ${String(MAX_HEADERS)} headers`);
  }
  const { expect } = headers;
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return new GatewayError('expectation_failed', 'Leave the Expect header out, or send 100-continue');
  }
  return undefined;
}

function malformed(detail: string): GatewayError {
  return new GatewayError('malformed_request', detail);
}

function refuseConnection(request: Request, response: ServerResponse, error: GatewayError): void {
  refusedSockets.add(request.socket);
  request.context.refusal = error;
  sendProblem(response, error, ['Connection', 'close']);
}
