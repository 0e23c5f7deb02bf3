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
  feed(chunk: Buffer): readonly Buffer[] {
    const first = this.#pending.length === 0 ? 0 : this.#endOfBegun(chunk);
    const end = first === -1 ? 0 : Math.max(first, endOfLastEvent(chunk));
    // As most come: so much as is written at once.
    if (first === 0 && end === chunk.length && end > 0) return [chunk];
    if (first === -1) {
      this.#keep(chunk);
      return [];
    }
    const pieces: Buffer[] = [];
    if (first > 0) pieces.push(Buffer.concat([...this.#pending, chunk.subarray(0, first)]));
    this.#pending = [];
    this.#pendingBytes = 0;
    if (end > first) pieces.push(chunk.subarray(first, end));
    if (end < chunk.length) this.#keep(chunk.subarray(end));
    return pieces;
  }

  /** How much has come of an event that is not complete. */
  get rest(): number {
    return this.#pendingBytes;
  }

  /** What has come of it. */
  get begun(): readonly Buffer[] {
    return this.#pending;
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

const LF = 0x0a;
const CR = 0x0d;

/** Where the last blank line ends; 0 when there is none. */
function endOfLastEvent(bytes: Buffer): number {
  const { length } = bytes;
  if (bytes[length - 1] === LF && bytes[length - 2] === LF) return length;
  const plain = bytes.lastIndexOf('\n\n');
  const returned = bytes.lastIndexOf('\n\r\n');
  return Math.max(plain === -1 ? 0 : plain + 2, returned === -1 ? 0 : returned + 3);
}

/** Where the first blank line ends, from a place on; -1 when there is none. Events are short: a call would cost more. */
function endOfFirstEvent(bytes: Buffer, from = 0): number {
  for (let at = from; at < bytes.length - 1; at += 1) {
    if (bytes[at] !== LF) continue;
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

/** The events of a piece, each with its blank line, as the bytes that came. */
export function eventsOf(piece: Buffer): readonly Buffer[] {
  const first = endOfFirstEvent(piece);
  if (first === piece.length || (first === -1 && piece.length > 0)) return [piece];
  const events: Buffer[] = [];
  for (let from = 0, end = first; from < piece.length; from = end, end = endOfFirstEvent(piece, from)) {
    if (end === -1) end = piece.length;
    events.push(piece.subarray(from, end));
  }
  return events;
}
