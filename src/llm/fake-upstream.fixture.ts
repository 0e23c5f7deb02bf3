import type { IncomingHttpHeaders } from 'node:http';
import type { Signal } from '../kernel';
import type { Upstream, UpstreamRequest, UpstreamResponse } from './upstream';

/** Silence until the call is called off. */
export const HANG: unique symbol = Symbol('hang');

/** What a body does next: bytes, a break of the connection, silence until it is called off, or until a promise is kept. */
export type BodyAct = string | Buffer | Error | typeof HANG | Promise<void>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: readonly BodyAct[];
}

/** What becomes of one request: an answer, no connection, or silence until it is called off. */
export type Act = Answer | Error | typeof HANG;

/** An upstream that plays one act for each request, and the last one for all that follow. */
export class FakeUpstream implements Upstream {
  readonly id = 'fake';
  readonly requests: UpstreamRequest[] = [];
  /** Answers whose body nobody reads any more. */
  left = 0;
  closed = false;

  constructor(public acts: readonly Act[]) {}

  async send(request: UpstreamRequest): Promise<UpstreamResponse> {
    request.signal.throwIfAborted();
    const act = this.acts[Math.min(this.requests.length, this.acts.length - 1)];
    this.requests.push(request);
    if (act === undefined || act === HANG) return calledOff(request.signal);
    if (act instanceof Error) throw act;
    return { status: act.status, headers: act.headers, body: this.#body(act.body, request.signal) };
  }

  /** The requests as they read. */
  get asked(): readonly Readonly<Record<string, unknown>>[] {
    return this.requests.map(({ body }) => JSON.parse(String(body)) as Readonly<Record<string, unknown>>);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  async *#body(acts: readonly BodyAct[], signal: Signal): AsyncGenerator<Buffer> {
    try {
      for (const act of acts) {
        signal.throwIfAborted();
        if (act instanceof Error) throw act;
        if (act === HANG) await calledOff(signal);
        else if (act instanceof Promise) await Promise.race([act, calledOff(signal)]);
        else yield Buffer.from(act);
      }
    } finally {
      this.left += 1;
    }
  }
}

function calledOff(signal: Signal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(signal.reason ?? new Error('called off'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** A connection that fails as node:net says it. Its words are for nobody. */
export const lost = (code = 'ECONNRESET'): Error => Object.assign(new Error('canary42'), { code });

/** One server-sent event as Claude frames them. */
export const event = (type: string, fields: Readonly<Record<string, unknown>> = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

/** The model that answers, whichever is asked. */
export const ANSWERING = 'claude-sonnet-5-5';

export const STARTED = event('message_start', {
  message: { model: ANSWERING, content: [], usage: { input_tokens: 10, output_tokens: 1 } },
});
export const CLOSING = event('message_delta', {
  delta: { stop_reason: 'end_turn', stop_sequence: null },
  usage: { output_tokens: 20 },
});
export const STOP = event('message_stop');

export const text = (piece: string): string =>
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } });

/** A stream of these bytes. */
export const streamOf = (...body: readonly BodyAct[]): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_provider' },
  body,
});

/** A plain body. */
export const plainOf = (...body: readonly BodyAct[]): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'request-id': 'req_provider' },
  body,
});

export const MESSAGE = {
  type: 'message',
  model: ANSWERING,
  content: [
    { type: 'text', text: 'an ' },
    { type: 'text', text: 'answer' },
  ],
  stop_reason: 'end_turn',
  usage: { input_tokens: 10, output_tokens: 20 },
} as const;

/** A whole message. */
export const WHOLE = plainOf(JSON.stringify(MESSAGE));
/** The same as a stream. */
export const STREAM = streamOf(STARTED, text('an '), text('answer'), CLOSING, STOP);

/** The bytes of an answer that has nothing else. */
export const bytesOf = ({ body }: Answer): Buffer =>
  Buffer.concat(body.map((act) => (typeof act === 'string' ? Buffer.from(act) : Buffer.alloc(0))));

/** An error as Claude answers it. */
export const refusal = (status: number, headers: IncomingHttpHeaders = {}, message = 'canary42'): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'request-id': 'req_provider', ...headers },
  body: [JSON.stringify({ type: 'error', error: { type: 'api_error', message } })],
});
