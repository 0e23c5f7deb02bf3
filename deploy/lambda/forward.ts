import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** About the connection to the gateway, and not about the request (RFC 9110 section 7.6.1); lengths are counted anew. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-for',
]);
const OF_THE_ANSWER: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/**
 * Sends the request of an event (payload format 2.0) to the gateway, and its answer out as it comes. When the signal fires
 * the call is broken off, as by a client that leaves. Rejects when no answer, or only the beginning of one, went out.
 */
export async function forward(
  socketPath: string,
  event: APIGatewayProxyEventV2,
  stream: Writable,
  signal: AbortSignal,
): Promise<void> {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const request = httpRequest({
    socketPath,
    // A connection for each: one that was kept might not survive a freeze.
    agent: false,
    method: event.requestContext.http.method,
    path: targetOf(event),
    headers: headersOf(event, body),
    setHost: false,
    signal,
  });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const out = awslambda.HttpResponseStream.from(stream, headOf(answer));
  // The head leaves with the first write, and an empty answer would have none.
  out.write('');
  await pipeline(answer, out);
}

/** The path as it came; whatever no request line can hold, percent-encoded. */
function targetOf({ rawPath, rawQueryString }: APIGatewayProxyEventV2): string {
  const target = rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`;
  return target.replaceAll(/[^\x21-\x7e]+/g, (odd) => encodeURIComponent(Buffer.from(odd).toString()));
}

function headersOf(event: APIGatewayProxyEventV2, body: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(event.headers))
    if (!OF_THE_CONNECTION.has(name.toLowerCase())) headers[name] = onTheWire(value);
  if (event.cookies !== undefined) headers['cookie'] = onTheWire(event.cookies.join('; '));
  headers['x-forwarded-for'] = forwardedFor(event);
  const hasBody = event.body !== undefined || event.requestContext.http.method === 'POST';
  if (hasBody) headers['content-length'] = String(body.length);
  return headers;
}

/** Whom the platform saw comes last, whatever the client claims; it may have put them there itself. */
function forwardedFor({ headers, requestContext }: APIGatewayProxyEventV2): string {
  const { sourceIp } = requestContext.http;
  const claimed = (headers['x-forwarded-for'] ?? '').split(',').map((address) => address.trim());
  if (claimed.at(-1) === sourceIp) claimed.pop();
  return [...claimed.filter((address) => address !== ''), sourceIp].join(', ');
}

/** Bytes of UTF-8, one character each, without those that end a line. */
function onTheWire(value: string): string {
  return Buffer.from(value.replaceAll(/[\r\n\0]/g, ' ')).toString('latin1');
}

interface AnswerHead extends Record<string, unknown> {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

function headOf({ statusCode = 502, headersDistinct }: IncomingMessage): AnswerHead {
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(headersDistinct))
    if (!OF_THE_ANSWER.has(name) && name !== 'set-cookie') headers[name] = values.join(', ');
  return { statusCode, headers, cookies: headersDistinct['set-cookie'] ?? [] };
}
