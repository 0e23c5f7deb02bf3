import type { ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { asGatewayError, claudeErrorOf, drained } from '../../http';
import { type ProviderRefusal } from '../resilience/provider-refusal';
import { toUsd, type MicroUsd } from '../../kernel';
import { COST_HEADER } from '../cost-header';
import type { StreamSink } from '../stream/relay';
import type { WholeAnswer } from '../open-answer';
import { returnedHeaders } from './returned-headers';

/** Sends a whole answer of the provider: its bytes, and those of its headers that are the client's business. */
export function sendWhole(
  response: ServerResponse,
  { headers, body, cost }: WholeAnswer & { readonly cost?: MicroUsd },
  status = 200,
): void {
  const own = ['Content-Length', String(body.length), 'Cache-Control', 'no-store'];
  if (cost !== undefined) own.push(COST_HEADER, String(toUsd(cost)));
  response.writeHead(status, [...returnedHeaders(headers), ...own]);
  response.end(body);
}

/** Passes a stream on as it comes. */
export function nativeSink(response: ServerResponse): StreamSink {
  return {
    begin(headers) {
      // Proxies that collect answers would turn a stream into a wait.
      const own = ['Cache-Control', 'no-store', 'X-Accel-Buffering', 'no'];
      response.writeHead(200, [...returnedHeaders(headers), ...own]);
    },
    write(events) {
      response.write(events);
      return drained(response);
    },
  };
}

/** Whether a refusal is Claude's word to its client, and none about our account: a provider may echo what it was sent. */
export function isForClient({ answer }: ProviderRefusal, providerKeys: readonly string[]): boolean {
  const { headers, body } = answer;
  if (headers['content-type']?.startsWith('application/json') !== true) return false;
  try {
    const error = JSON.parse(body.toString('utf8')) as { readonly type?: unknown };
    // As it reads, however it was spelled.
    const text = JSON.stringify(error);
    const echoes = providerKeys.some((key) => text.includes(key));
    return error.type === 'error' && !echoes;
  } catch {
    return false;
  }
}

/**
 * Ends a stream that failed half-way with an `error` event, which clients raise as an error; a reader that has stopped
 * reading is cut off. What has not begun is left to the filter.
 */
export function endStream({ context }: Request, response: Response, thrown: unknown): void {
  if (!response.headersSent) throw thrown;
  // The client has left: whatever failed, failed because of that.
  if (response.closed) return;
  const error = asGatewayError(thrown);
  context.refusal = error;
  if (response.writableNeedDrain) response.destroy();
  else response.end(`event: error\ndata: ${JSON.stringify(claudeErrorOf(error, context.id))}\n\n`);
}
