import { notUnderstood } from '../resilience/upstream-failure';

/** Longer than any event of Claude's, results of tools included. */
const EVENT_LONGEST_BYTES = 8_388_608;

/** Pieces of an event that are kept apart. */
const MOST_PIECES = 1024;

/** Bytes of a blank line that may lie before a chunk. */
const LOOK_BACK = 3;

/**
 * Cuts a stream of server-sent events into pieces of whole events, however the bytes are split: what is passed on can
 * always be followed by an event of ours. Lines end with LF or CRLF.
 */
export class EventSplitter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  /**
   * The events that are complete with this chunk, as the bytes that came: the one that was begun before, and all others.
   * Only that one is put together anew.
   */
  *feed(chunk: Buffer): Generator<Buffer, void> {
    const first = this.#pending.length === 0 ? 0 : this.#endOfBegun(chunk);
    if (first === -1) {
      this.#keep(chunk);
      return;
    }
    if (first > 0) yield Buffer.concat([...this.#pending, chunk.subarray(0, first)]);
    this.#pending = [];
    this.#pendingBytes = 0;
    const end = Math.max(first, endOfLastEvent(chunk));
    if (end > first) yield chunk.subarray(first, end);
    if (end < chunk.length) this.#keep(chunk.subarray(end));
  }

  /** What has come of an event that is not complete. */
  get rest(): number {
    return this.#pendingBytes;
  }

  #keep(chunk: Buffer): void {
    // A provider that drips bytes must not cost a buffer for each.
    if (this.#pending.length >= MOST_PIECES) this.#pending = [Buffer.concat(this.#pending)];
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes > EVENT_LONGEST_BYTES) throw notUnderstood('An event has no end');
  }

  /** Where in this chunk the event ends that was begun before; -1 when it does not. */
  #endOfBegun(chunk: Buffer): number {
    const tail = this.#tail();
    const end = endOfFirstEvent(Buffer.concat([tail, chunk.subarray(0, LOOK_BACK)]));
    return end > tail.length ? end - tail.length : endOfFirstEvent(chunk);
  }

  #tail(): Buffer {
    const last = this.#pending.at(-1);
    if (last === undefined) return Buffer.alloc(0);
    if (last.length >= LOOK_BACK) return last.subarray(-LOOK_BACK);
    return Buffer.concat(this.#pending.slice(-LOOK_BACK)).subarray(-LOOK_BACK);
  }
}

/** Where the last blank line ends; 0 when there is none. */
function endOfLastEvent(bytes: Buffer): number {
  const plain = bytes.lastIndexOf('\n\n');
  const returned = bytes.lastIndexOf('\n\r\n');
  return Math.max(plain === -1 ? 0 : plain + 2, returned === -1 ? 0 : returned + 3);
}

/** Where the first blank line ends, from a place on; -1 when there is none. */
function endOfFirstEvent(bytes: Buffer, from = 0): number {
  const plain = bytes.indexOf('\n\n', from);
  const returned = bytes.indexOf('\n\r\n', from);
  if (returned === -1) return plain === -1 ? -1 : plain + 2;
  return plain === -1 || plain > returned ? returned + 3 : plain + 2;
}

/** The events of a piece, each with its blank line, as the bytes that came. */
export function* eventsOf(piece: Buffer): Generator<Buffer, void> {
  for (let from = 0; from < piece.length;) {
    const found = endOfFirstEvent(piece, from);
    const end = found === -1 ? piece.length : found;
    yield piece.subarray(from, end);
    from = end;
  }
}
