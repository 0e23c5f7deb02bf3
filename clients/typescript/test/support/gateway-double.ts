import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it came. */
export interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Script = (response: ServerResponse, request: Received) => unknown;

/** A server that answers as it is told: the next script of the list, or the last one again. */
export interface GatewayDouble {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on. */
  script(...scripts: readonly [Script, ...Script[]]): void;
  /** Resolves once so many requests have come in all. */
  arrived(count: number): Promise<void>;
  close(): void;
}

export async function startDouble(): Promise<GatewayDouble> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let scripts: Script[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const one = { method, target: url, headers, body };
      received.push(one);
      for (const look of waiting) look();
      const script = scripts.length > 1 ? scripts.shift() : scripts[0];
      script?.(response, one);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    script: (...next) => {
      scripts = [...next];
      received.length = 0;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Answers with JSON. */
export const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** Refuses as the gateway does. */
export const refusal =
  (status: number, code: string, headers: Readonly<Record<string, string>> = {}, extras = {}): Script =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json', 'x-request-id': 'req_1', ...headers })
      .end(
        JSON.stringify({
          type: `urn:sallyport:error:${code}`,
          title: 'A title',
          status,
          detail: `It is ${code}`,
          code,
          layer: 'gateway',
          request_id: 'req_1',
          ...extras,
        }),
      );

/** Breaks the connection off instead of an answer. */
export const cut: Script = (response) => response.socket?.destroy();

/** Takes a request and never answers. */
export const silence: Script = () => undefined;

/** Server-sent events; with `then` something else than a clean end. */
export const events =
  (list: readonly (readonly [string, unknown])[], then: Script = (response) => response.end()): Script =>
  (response, request) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const written = list.map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`).join('');
    // What was written has to arrive before what comes then.
    response.write(written, () => then(response, request));
  };

/** The end of the connection, in the middle of an answer. */
export const cutOff: Script = (response) => setImmediate(() => response.socket?.destroy());

/** Retries as quick as can be. */
export const QUICK = { retryDelay: { initial: 1, max: 2 } } as const;

/** What a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`There is an answer: ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
