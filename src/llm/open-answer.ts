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

/** A streamed answer, its first events here already. */
export interface EventAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly first: readonly Buffer[];
  readonly events: WholeEvents;
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
  if (first === undefined) throw brokenOff('before the first event');
  try {
    for (const piece of first.slice(0, 1)) requireNoError(piece);
  } catch (error) {
    events.leave();
    throw error;
  }
  return { headers, first, events };
}

/**
 * The events of an answer, in pieces of whole ones. Whoever reads many asks for the bytes and cuts them: `next` does both,
 * and a promise more for each.
 */
export class WholeEvents {
  readonly #bytes: AsyncIterator<Buffer>;
  readonly #splitter = new EventSplitter();
  #size = 0;

  constructor(
    body: AsyncIterable<Buffer>,
    private readonly signal: Signal,
  ) {
    this.#bytes = body[Symbol.asyncIterator]();
  }

  /** The next bytes, for `cut`. What it rejects with is for `explain`. */
  more(): Promise<IteratorResult<Buffer>> {
    return this.#bytes.next();
  }

  /** The events that are whole with these bytes, perhaps none; undefined: there are no more. @throws UpstreamFailure */
  cut({ done = false, value }: IteratorResult<Buffer>): readonly Buffer[] | undefined {
    if (done) {
      if (this.#splitter.rest > 0) throw afterBytes(brokenOff('in the middle of an event'), this.#size);
      return undefined;
    }
    const chunk = value as Buffer;
    this.#size += chunk.length;
    try {
      return this.#splitter.feed(chunk);
    } catch (error) {
      this.leave();
      throw afterBytes(error, this.#size);
    }
  }

  /** The bytes of an event that is not whole yet. */
  get begun(): readonly Buffer[] {
    return this.#splitter.begun;
  }

  explain(error: unknown): unknown {
    return afterBytes(unlessCalledOff(error, this.signal), this.#size);
  }

  /** At least one piece; undefined: there are no more. @throws GatewayError of layer `upstream`, or the signal's reason */
  async next(): Promise<readonly Buffer[] | undefined> {
    for (;;) {
      const bytes = await this.more().catch((error: unknown) => {
        throw this.explain(error);
      });
      const pieces = this.cut(bytes);
      if (pieces === undefined || pieces.length > 0) return pieces;
    }
  }

  /** Closes the connection unless the answer is over; how that goes is nobody's concern any more. */
  leave(): void {
    this.#bytes.return?.().catch(() => undefined);
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
