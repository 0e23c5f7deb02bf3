import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError, type Signal } from '../kernel';
import { explainRefusal } from './resilience/provider-refusal';
import { brokenOff, notUnderstood, UpstreamFailure } from './resilience/upstream-failure';
import { requireNoError } from './stream/event-reader';
import { EventSplitter } from './stream/event-splitter';
import type { Upstream, UpstreamRequest, UpstreamResponse } from './upstream';

/** The longest plain answer that is taken; far more than any model writes. */
const WHOLE_LONGEST_BYTES = 67_108_864 + 1_048_576;
/** So much of a refusal is read, and passed on where it is Claude's own word. */
const REFUSAL_LONGEST_BYTES = 65_536;

/** A plain answer, come to its end. */
export interface WholeAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A streamed answer: whole events as they come, the first of them here already. */
export interface EventAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly events: AsyncIterableIterator<Buffer, void>;
}

/** Sends a request and takes its answer whole. @throws GatewayError of layer `upstream`, or `validation_failed` */
export async function askWhole(upstream: Upstream, request: UpstreamRequest): Promise<WholeAnswer> {
  const { headers, body: pieces } = await send(upstream, request, 'application/json');
  const body = await readAll(pieces, WHOLE_LONGEST_BYTES, request.signal);
  if (body === undefined) throw notUnderstood('The answer has no end');
  const length = headers['content-length'];
  if (length !== undefined && Number(length) !== body.length)
    throw afterBytes(brokenOff('too short'), body.length);
  return { headers, body };
}

/** Sends a request and waits for the first events of its answer. Raises as `askWhole`. */
export async function askEvents(upstream: Upstream, request: UpstreamRequest): Promise<EventAnswer> {
  const { headers, body } = await send(upstream, request, 'text/event-stream');
  const events = new WholeEvents(body, request.signal);
  const first = await events.next();
  if (first.done === true) throw brokenOff('before the first event');
  try {
    requireNoError(first.value);
  } catch (error) {
    await events.return();
    throw error;
  }
  events.putBack(first.value);
  return { headers, events };
}

const END: IteratorResult<Buffer, void> = { done: true, value: undefined };

/** The bytes of an answer, in pieces of whole events. Who leaves before the end closes the connection. */
class WholeEvents implements AsyncIterableIterator<Buffer, void> {
  readonly #bytes: AsyncIterator<Buffer>;
  readonly #splitter = new EventSplitter();
  readonly #ready: Buffer[] = [];
  #size = 0;

  constructor(
    body: AsyncIterable<Buffer>,
    private readonly signal: Signal,
  ) {
    this.#bytes = body[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Buffer, void>> {
    for (;;) {
      const piece = this.#ready.shift();
      if (piece !== undefined) return { done: false, value: piece };
      let next: IteratorResult<Buffer>;
      try {
        next = await this.#bytes.next();
      } catch (error) {
        throw afterBytes(unlessCalledOff(error, this.signal), this.#size);
      }
      if (next.done === true) break;
      this.#take(next.value);
    }
    if (this.#splitter.rest > 0) throw afterBytes(brokenOff('in the middle of an event'), this.#size);
    return END;
  }

  putBack(piece: Buffer): void {
    this.#ready.unshift(piece);
  }

  async return(): Promise<IteratorResult<Buffer, void>> {
    await this.#bytes.return?.();
    return END;
  }

  #take(chunk: Buffer): void {
    this.#size += chunk.length;
    try {
      for (const piece of this.#splitter.feed(chunk)) this.#ready.push(piece);
    } catch (error) {
      this.return().catch(() => undefined);
      throw afterBytes(error, this.#size);
    }
  }
}

async function send(upstream: Upstream, request: UpstreamRequest, type: string): Promise<UpstreamResponse> {
  request.signal.throwIfAborted();
  let response: UpstreamResponse;
  try {
    response = await upstream.send(request);
  } catch (error) {
    request.signal.throwIfAborted();
    const cause = new Error(codeOf(error));
    const detail = 'The model provider cannot be reached';
    throw new UpstreamFailure('upstream_error', detail, { again: true, sick: true }, { cause });
  }
  const { status, headers, body } = response;
  if (status !== 200) {
    const words = await readAll(body, REFUSAL_LONGEST_BYTES, request.signal).catch(() => undefined);
    request.signal.throwIfAborted();
    throw explainRefusal({ status, headers, body: words ?? Buffer.alloc(0) });
  }
  const isPlain = headers['content-encoding'] === undefined || headers['content-encoding'] === 'identity';
  if (headers['content-type']?.toLowerCase().startsWith(type) !== true || !isPlain) {
    await readAll(body, 0, request.signal).catch(() => undefined);
    throw notUnderstood('an answer of another type');
  }
  return response;
}

/** Undefined when there is more; the connection is closed then. */
async function readAll(
  body: AsyncIterable<Buffer>,
  most: number,
  signal: Signal,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > most) return undefined;
      chunks.push(chunk);
    }
  } catch (error) {
    throw afterBytes(unlessCalledOff(error, signal), size);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size);
}

/** Notes that some of an answer had come before it failed. */
function afterBytes(error: unknown, bytes: number): unknown {
  if (error instanceof UpstreamFailure) error.hadAnswered = bytes > 0;
  return error;
}

/** A connection that failed is a failure of the provider, unless it was we who closed it. */
function unlessCalledOff(error: unknown, signal: Signal): unknown {
  if (error instanceof GatewayError) return error;
  return signal.aborted ? signal.reason : brokenOff(codeOf(error));
}

/** The name and code of an error; its words came from outside. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.name : `${error.name} ${code}`;
}
