import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { CallTally } from '../call-tally';
import { eventsOf } from './event-splitter';
import { notUnderstood, UpstreamFailure } from '../resilience/upstream-failure';

/** Part of a stream that may still go on, part of its ending, or its end. */
type Place = 'middle' | 'closing' | 'end';

/** What one event is to those who pass it on. */
export interface NotedEvent {
  readonly place: Place;
  /** Whether it brings more of the answer: what looked like the ending was none. */
  readonly isContent: boolean;
  /** The piece of the answer's text that it brings. */
  readonly text: string;
}

const THOUGHTS: ReadonlySet<string> = new Set(['thinking', 'redacted_thinking']);

/**
 * An event with a piece of text without escapes, as Claude writes it: nearly every event is one. It is JSON by its shape,
 * and reads as the parsers of events and of JSON would read it.
 */
const PLAIN_TEXT =
  // eslint-disable-next-line no-control-regex -- JSON has none of them bare in a text; what comes with one is left to its parser
  /^event: content_block_delta\ndata: *\{"type":"content_block_delta","index":(?:0|[1-9]\d{0,8}),"delta":\{"type":"text_delta","text":"([^"\\\x00-\x1f\x7f-\x9f]*)"\} *\} *\n\n$/;

const PASSING: NotedEvent = { place: 'middle', isContent: false, text: '' };
const CONTENT: NotedEvent = { place: 'middle', isContent: true, text: '' };
const CLOSING: NotedEvent = { place: 'closing', isContent: false, text: '' };
const END: NotedEvent = { place: 'end', isContent: false, text: '' };

/** Reads Claude's stream events as they pass: what they say of model, usage and ending. Unknown events are let by. */
export class EventReader {
  constructor(
    private readonly tally: CallTally,
    private readonly now: () => number,
  ) {}

  /** @throws UpstreamFailure for an event that is no JSON or of another shape, or tells of an error */
  note(event: Buffer): NotedEvent {
    const words = event.toString('utf8');
    const text = PLAIN_TEXT.exec(words)?.[1];
    if (text !== undefined) return this.#text(text);
    const { name, data } = fieldsOf(words);
    if (name === undefined) return PASSING;
    if (name === 'error') throw errorOf(data);
    const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    return reader === undefined ? PASSING : this.#read(reader, parse(data));
  }

  #read(reader: Reader, data: never): NotedEvent {
    try {
      return reader.call(this, data);
    } catch (error) {
      if (error instanceof UpstreamFailure) throw error;
      throw notUnderstood('An event has another shape');
    }
  }

  #text(text: string): NotedEvent {
    this.tally.content(Buffer.byteLength(text));
    return { place: 'middle', isContent: true, text };
  }

  started({ message }: Event<'message_start'>): NotedEvent {
    this.tally.started(message.model, message.usage, this.now());
    return CONTENT;
  }

  block({ content_block: block }: Partial<Event<'content_block_start'>>): NotedEvent {
    const type = block?.type ?? 'text';
    if (THOUGHTS.has(type)) this.tally.thinks();
    // A tool's call is output, name and all; what it answered is none, and texts come in pieces.
    else if (type !== 'text' && !type.endsWith('_result'))
      this.tally.content(Buffer.byteLength(JSON.stringify(block)));
    return CONTENT;
  }

  content({ delta }: Event<'content_block_delta'>): NotedEvent {
    let bytes = 0;
    for (const [name, value] of Object.entries(delta))
      if (name !== 'type' && typeof value === 'string') bytes += Buffer.byteLength(value);
    this.tally.content(bytes);
    return delta.type === 'text_delta' ? { ...CONTENT, text: delta.text } : CONTENT;
  }

  closing({ delta, usage }: Event<'message_delta'>): NotedEvent {
    this.tally.counted(usage);
    this.tally.stopReason = delta.stop_reason ?? this.tally.stopReason;
    return CLOSING;
  }

  ended(): NotedEvent {
    if (!this.tally.isStarted) throw notUnderstood('The stream ends before it has begun');
    this.tally.ended();
    return END;
  }
}

type Event<T extends RawMessageStreamEvent['type']> = Extract<RawMessageStreamEvent, { type: T }>;

type Reader = (this: EventReader, data: never) => NotedEvent;

const READERS: Readonly<Record<string, Reader>> = {
  message_start(data) {
    return this.started(data);
  },
  content_block_start(data) {
    return this.block(data);
  },
  content_block_stop() {
    return CONTENT;
  },
  content_block_delta(data) {
    return this.content(data);
  },
  message_delta(data) {
    return this.closing(data);
  },
  message_stop() {
    return this.ended();
  },
};

/** The fields of an event that count here (WHATWG HTML section 9.2.6): its name, and its data with lines joined. */
function fieldsOf(event: string): { readonly name: string | undefined; readonly data: string } {
  // As Claude writes them: a line of each, which needs no list of lines.
  const line = event.indexOf('\n');
  if (
    event.startsWith('event: ') &&
    event.startsWith('data: ', line + 1) &&
    event.indexOf('\n', line + 1) === event.length - 2 &&
    event.endsWith('\n\n') &&
    !event.includes('\r')
  )
    return { name: event.slice(7, line).trim(), data: event.slice(line + 7, -2) };
  let name: string | undefined;
  let data = '';
  for (const line of event.split(/\r?\n/)) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    else if (line.startsWith('data:')) data += data === '' ? line.slice(5) : `\n${line.slice(5)}`;
  }
  return { name, data };
}

function parse(data: string): never {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw notUnderstood('An event is no JSON');
  }
  if (typeof value !== 'object' || value === null) throw notUnderstood('An event is no JSON object');
  return value as never;
}

/** @throws UpstreamFailure when a stream begins with an `error` event: nothing of it has been passed on yet */
export function requireNoError(events: Buffer): void {
  const [first] = eventsOf(events);
  if (first === undefined) return;
  const { name, data } = fieldsOf(first.toString('utf8'));
  if (name === 'error') throw errorOf(data);
}

/** Errors that lie in the request or in our account; the same again would fare no better. */
const OF_THE_REQUEST: ReadonlySet<string> = new Set([
  'invalid_request_error',
  'authentication_error',
  'billing_error',
  'permission_error',
  'not_found_error',
]);

/** An `error` event, in our words; it means what the status of its type means. */
function errorOf(data: string): UpstreamFailure {
  const type = /"type"\s*:\s*"([a-z_]{1,40}_error)"/.exec(data)?.[1] ?? 'none';
  const cause = new Error(`an error event of type ${type}`);
  if (type === 'overloaded_error' || type === 'rate_limit_error') {
    const detail = 'The model provider is overloaded; try again later';
    const prospects = { again: true, sick: type === 'overloaded_error' };
    return new UpstreamFailure('upstream_unavailable', detail, prospects, {
      cause,
      extras: { retry_after: 5 },
    });
  }
  const detail = 'The model provider answered with an error; try again later';
  const isItsOwn = !OF_THE_REQUEST.has(type);
  return new UpstreamFailure('upstream_error', detail, { again: isItsOwn, sick: isItsOwn }, { cause });
}
