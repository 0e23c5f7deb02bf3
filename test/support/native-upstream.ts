import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { PROVIDER_KEY } from './simulator';

/** One request as it came over the wire, and the answer that the test writes. */
export interface Arrival {
  readonly method: string;
  /** With its query. */
  readonly target: string;
  /** In the order received, names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
  readonly response: ServerResponse;
  /** Resolves when the connection or the answer is over: whether all of the answer was out. */
  readonly over: Promise<'answered' | 'closed'>;
}

export type Script = (arrival: Arrival) => unknown;

/** A provider without manners of its own: it writes what the script of a test writes. */
export interface NativeUpstream {
  readonly url: string;
  /** What makes it a gateway's upstream. */
  readonly settings: Readonly<Record<string, string>>;
  /** Everything that came since the last script, oldest first. */
  readonly arrivals: readonly Arrival[];
  /** From now on requests are answered by this script. */
  follow(script: Script): void;
  close(): Promise<void>;
}

export async function startNativeUpstream(): Promise<NativeUpstream> {
  const arrivals: Arrival[] = [];
  let script: Script = answerPlainly;
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    void receive(request, response).then((arrival) => {
      arrivals.push(arrival);
      return script(arrival);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    settings: { UPSTREAM: 'anthropic', ANTHROPIC_API_KEY: PROVIDER_KEY, ANTHROPIC_BASE_URL: url },
    arrivals,
    follow: (next) => {
      arrivals.length = 0;
      script = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Follows one script for the only request to come, and resolves with it when it is there. */
export function nextArrival(upstream: NativeUpstream, script: Script): Promise<Arrival> {
  return new Promise((resolve) => {
    upstream.follow((arrival) => {
      resolve(arrival);
      return script(arrival);
    });
  });
}

async function receive(request: IncomingMessage, response: ServerResponse): Promise<Arrival> {
  const over = new Promise<'answered' | 'closed'>((resolve) => {
    response.once('close', () => {
      resolve(response.writableFinished ? 'answered' : 'closed');
    });
  });
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', rawHeaders } = request;
  const headers = Array.from(
    { length: rawHeaders.length / 2 },
    (_, pair) => [(rawHeaders[2 * pair] ?? '').toLowerCase(), rawHeaders[2 * pair + 1] ?? ''] as const,
  );
  return {
    method,
    target: url,
    headers,
    body: Buffer.concat(chunks),
    at: performance.now(),
    response,
    over,
  };
}

/** A message of Claude's, as short as it can be. */
export const SHORT_MESSAGE = {
  id: 'msg_native',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5',
  content: [{ type: 'text', text: 'Yes.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 7, output_tokens: 3 },
};

export const answerPlainly: Script = (arrival) => {
  answerWith(arrival, 200, SHORT_MESSAGE);
};

/** Answers in one piece; a string or bytes as they stand, anything else as JSON. */
export function answerWith(
  { response }: Arrival,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): void {
  const bytes =
    typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(bytes);
}

/** Begins a stream of events. */
export function beginStream({ response }: Arrival, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
  response.flushHeaders();
}

/** Writes pieces one by one, each a write of its own that waits for its reader; stops when the reader is gone. */
export async function writePieces(
  { response }: Arrival,
  pieces: Iterable<string | Uint8Array>,
  written: (bytes: number) => void = () => undefined,
): Promise<void> {
  for (const piece of pieces) {
    if (response.destroyed) return;
    const more = response.write(piece);
    written(Buffer.byteLength(piece));
    if (more) await setImmediate();
    else await drainOf(response);
  }
}

function drainOf(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      response.off('drain', over).off('close', over);
      resolve();
    };
    response.on('drain', over).on('close', over);
  });
}
