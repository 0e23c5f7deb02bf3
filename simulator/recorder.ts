import type { IncomingMessage } from 'node:http';
import type { Outcome } from './outlet';

/** One inference request as it came over the wire, and what became of it. */
export interface RecordedRequest {
  /** The `request-id` of its answer. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** With its `?`; empty without a query. */
  readonly query: string;
  /** `[name, value]` in the order and spelling received. */
  readonly headers: readonly (readonly [string, string])[];
  /** UTF-8; the first MiB. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly started_at: number;
  readonly outcome: Outcome;
}

type Entry = Omit<RecordedRequest, 'outcome'> & { outcome: Outcome };

const MOST_ENTRIES = 1_000;
const MOST_BODY_BYTES = 1024 * 1024;
/** A bound of its own: a thousand full bodies would be a gigabyte. */
const MOST_CHARACTERS = 256 * 1024 * 1024;

/** Remembers the last 1000 inference requests (fewer when their bodies pass 256 Mi characters). */
export class Recorder {
  private entries: Entry[] = [];
  private characters = 0;
  private requests = 0;
  private open = 0;

  /** Records a request now, and its outcome once its answer is closed. */
  record(
    id: string,
    request: IncomingMessage,
    bytes: Buffer,
    text: string,
    startedAt: number,
  ): (outcome: Outcome) => void {
    const [path = '', ...query] = (request.url ?? '').split(/(?=\?)/);
    const entry: Entry = {
      id,
      method: request.method ?? '',
      path,
      query: query.join(''),
      headers: pairs(request.rawHeaders),
      // Cut from the bytes: a slice of the text would keep all of the text alive.
      body: bytes.length <= MOST_BODY_BYTES ? text : bytes.toString('utf8', 0, MOST_BODY_BYTES),
      started_at: startedAt,
      outcome: 'open',
    };
    this.requests += 1;
    this.open += 1;
    this.keep(entry);
    return (outcome) => {
      entry.outcome = outcome;
      this.open -= 1;
    };
  }

  /** Oldest first. @param match only those whose body contains it */
  list(match: string | undefined): readonly RecordedRequest[] {
    return this.entries.filter(({ body }) => match === undefined || body.includes(match));
  }

  /** `requests` since the start or the last clear, `open` right now. */
  counts(): { readonly requests: number; readonly open: number } {
    return { requests: this.requests, open: this.open };
  }

  clear(): void {
    this.entries = [];
    this.characters = 0;
    this.requests = 0;
  }

  private keep(entry: Entry): void {
    this.entries.push(entry);
    this.characters += entry.body.length;
    while (this.entries.length > MOST_ENTRIES || this.characters > MOST_CHARACTERS) {
      this.characters -= this.entries.shift()?.body.length ?? this.characters;
    }
  }
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  return Array.from(
    { length: raw.length / 2 },
    (_, pair) => [raw[2 * pair] ?? '', raw[2 * pair + 1] ?? ''] as const,
  );
}
