import Anthropic from '@anthropic-ai/sdk';
import { request, type IncomingHttpHeaders } from 'node:http';
import type { RunningSimulator } from './index';
import type { RecordedRequest } from './recorder';

export const QUESTION = {
  model: 'claude-opus-5-5',
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content: 'What is the capital of France? Größe 🗼' }],
};

/** What came back over a socket, down to its pieces. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** As read from the socket; a piece never holds more than one HTTP chunk. */
  readonly pieces: readonly Buffer[];
  /** False when the connection went before the end of the answer. */
  readonly complete: boolean;
}

export interface WireRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly trouble?: string;
  /** Leave as soon as this holds for what has arrived. */
  readonly leaveWhen?: (received: string) => boolean;
}

export const CREDENTIALS = { 'x-api-key': 'sk-test', 'anthropic-version': '2023-06-01' } as const;

/** One request with node:http on a connection of its own; rejects when not even a head comes back. */
export function onWire(simulator: RunningSimulator, asked: WireRequest): Promise<WireAnswer> {
  const { method = 'POST', path = '/v1/messages', headers = CREDENTIALS, body, trouble, leaveWhen } = asked;
  return new Promise((resolve, reject) => {
    const outgoing = request(`${simulator.url}${path}`, {
      method,
      agent: false,
      headers: { ...headers, ...(trouble !== undefined && { 'x-simulator-trouble': trouble }) },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const pieces: Buffer[] = [];
      const text = (): string => Buffer.concat(pieces).toString('utf8');
      const leave = (): void => {
        if (leaveWhen?.(text())) response.destroy();
      };
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        leave();
      });
      response.on('error', () => undefined);
      response.once('close', () => {
        const { statusCode: status = 0, headers: received, complete } = response;
        resolve({ status, headers: received, body: text(), pieces, complete });
      });
      leave();
    });
    outgoing.end(
      body === undefined || typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body),
    );
  });
}

/** The names of the events in a stream's text, unfinished ones left out. */
export function eventNames(stream: string): readonly string[] {
  return [...stream.matchAll(/^event: (\w+)\ndata: .*\n\n/gm)].map(([, name = '']) => name);
}

export function sdk(simulator: RunningSimulator, options: { readonly apiKey?: string } = {}): Anthropic {
  return new Anthropic({ apiKey: 'sk-test', baseURL: simulator.url, maxRetries: 0, ...options });
}

/** What the simulator recorded, once every request in it has `settled` outcomes; asks again until then. */
export async function settledRequests(
  simulator: RunningSimulator,
  match = '',
): Promise<readonly RecordedRequest[]> {
  for (;;) {
    const { body } = await onWire(simulator, { method: 'GET', path: `/_simulator/requests?match=${match}` });
    const requests = JSON.parse(body) as readonly RecordedRequest[];
    if (requests.length > 0 && requests.every(({ outcome }) => outcome !== 'open')) return requests;
  }
}
