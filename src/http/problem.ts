import type { ServerResponse } from 'node:http';
import { claudeErrorHeaders, claudeErrorOf, isNative, nativeStatusOf } from './claude-error';
import { ERRORS, type GatewayError } from '../kernel';

/** The problem document of a refusal: RFC 9457 with the extra members of CONTRACT section 4. */
export function problemOf(error: GatewayError, requestId: string): Record<string, unknown> {
  const { status, layer } = ERRORS[error.code];
  const { title = ERRORS[error.code].title, ...extras } = error.extras;
  return {
    type: `urn:sallyport:error:${error.code}`,
    title,
    status,
    detail: error.message,
    error: title,
    message: error.message,
    code: error.code,
    layer,
    request_id: requestId,
    ...extras,
  };
}

/** The headers of a refusal, as one flat list: its own, `Retry-After`, and `WWW-Authenticate` for 401 (RFC 9110 section 11.6.1). */
function problemHeaders(error: GatewayError): string[] {
  const headers = Object.entries(error.headers).flat();
  if (error.extras.retry_after !== undefined) headers.push('Retry-After', String(error.extras.retry_after));
  if (error.status === 401) headers.push('WWW-Authenticate', 'Bearer realm="sallyport"');
  return headers;
}

/** Sends a JSON answer in one piece, with one `writeHead`. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: readonly string[] = [],
  contentType = 'application/json; charset=utf-8',
): void {
  response.end(writeJsonHead(response, status, body, headers, contentType));
}

export function sendProblem(
  response: ServerResponse,
  error: GatewayError,
  headers: readonly string[] = [],
): void {
  const bytes = writeRefusalHead(response, error, [...problemHeaders(error), ...headers]);
  if (error.code !== 'body_too_large') {
    response.end(bytes);
    return;
  }
  // The client is still sending. To close on it now would be a reset, and could cost it the answer.
  response.write(bytes);
  response.req.once('close', () => response.end());
}

/** On `/v1` a refusal looks as Claude's own do. */
function writeRefusalHead(response: ServerResponse, error: GatewayError, headers: readonly string[]): Buffer {
  const { url, context } = response.req;
  if (!isNative(url))
    return writeJsonHead(
      response,
      error.status,
      problemOf(error, context.id),
      headers,
      'application/problem+json',
    );
  const all = [...headers, 'request-id', context.id, ...claudeErrorHeaders(error)];
  const body = claudeErrorOf(error, context.id);
  return writeJsonHead(response, nativeStatusOf(error), body, all, 'application/json');
}

function writeJsonHead(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: readonly string[],
  contentType: string,
): Buffer {
  const bytes = Buffer.from(JSON.stringify(body));
  const length = String(bytes.length);
  const own = ['Content-Type', contentType, 'Content-Length', length, 'Cache-Control', 'no-store'];
  response.writeHead(status, [...headers, ...own]);
  return bytes;
}
