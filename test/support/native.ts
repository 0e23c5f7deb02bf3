import { request as httpRequest, type IncomingMessage } from 'node:http';
import { until } from './admin';
import type { TestGateway } from './gateway';
import { ledgerOf } from './ledger';
import type { LedgerRow } from '../../src/storage';

export const MODEL = 'claude-sonnet-5-5';
const VERSION = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };

/** An answer of Claude's API, its body as bytes. */
export interface NativeReply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** What gateway and provider call this request. */
  readonly id: string;
}

type Caller = Pick<TestGateway, 'url' | 'key'>;
type Fields = Readonly<Record<string, unknown>>;

/** A request of the Messages API that asks one thing. */
export function message(text: string, fields: Fields = {}): Fields {
  return { model: MODEL, max_tokens: 64, messages: [{ role: 'user', content: text }], ...fields };
}

/** Sends to Claude's own API; strings and bytes as they stand. The credential can be left out or replaced by headers. */
export async function native(
  { url, key }: { readonly url: string; readonly key?: string },
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  path = '/v1/messages',
): Promise<NativeReply> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { ...VERSION, ...(key === undefined ? {} : { 'x-api-key': key }), ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  return nativeReply(response);
}

/** Reads an answer to its end. */
export async function nativeReply(response: Response): Promise<NativeReply> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const { status, headers } = response;
  return { status, headers, bytes, text: bytes.toString(), id: headers.get('x-request-id') ?? '' };
}

/** A refusal in Claude's shape, for `toEqual` against its parsed body. */
export function claudeError(type: string, code: string): unknown {
  return {
    type: 'error',
    error: {
      type,
      message: expect.stringMatching(/\S/),
      details: expect.objectContaining({ error_code: code }),
    },
    request_id: expect.stringMatching(/\S/),
  };
}

/** An answer that is read only when somebody reads it; who destroys it leaves. */
export function unread(
  { url, key }: Caller,
  body: unknown,
  requestId: string,
  path = '/v1/messages',
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url + path, {
      method: 'POST',
      agent: false,
      headers: { ...VERSION, 'x-api-key': key, 'x-request-id': requestId },
    });
    request.once('response', resolve).once('error', reject);
    request.end(JSON.stringify(body));
  });
}

/** The rows of one request, as soon as there is one and each is final. */
export function rowsOf(gateway: TestGateway, requestId: string): Promise<readonly LedgerRow[]> {
  return until(
    () => ledgerOf(gateway, requestId),
    (rows) => rows.length > 0 && rows.every(({ state }) => state !== 'reserved'),
  );
}
