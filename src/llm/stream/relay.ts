import type { IncomingHttpHeaders } from 'node:http';
import type { CallTally } from '../call-tally';
import type { EventAnswer, WholeEvents } from '../open-answer';
import type { Patience } from '../resilience/patience';
import { brokenOff } from '../resilience/upstream-failure';
import type { EventReader } from './event-reader';
import { eventsOf } from './event-splitter';

/** Where the events of an answer go. */
export interface StreamSink {
  /** Called once, before the first events: the headers that the provider sent. */
  begin(headers: IncomingHttpHeaders): void;
  /** Whole events as bytes, and the pieces of text in them. A promise holds the provider back until it is kept. */
  write(events: Buffer, texts: readonly string[]): Promise<void> | undefined;
}

/** After the last event the provider closes its side; longer than this nobody waits for it. */
const FAREWELL_MS = 1000;
const FAREWELL_BYTES = 65_536;

/** One streamed answer on its way from the provider to its reader. */
export class Relay {
  /** The ending, which the reader gets once the call is in the ledger. */
  #held: Buffer[] = [];

  constructor(
    private readonly answer: EventAnswer,
    private readonly reader: EventReader,
    private readonly tally: CallTally,
    private readonly patience: Patience,
  ) {}

  /**
   * Passes events on as they come, in order, as fast as the sink takes them, and resolves with the ending. Without a
   * sink they are only read. @throws UpstreamFailure for an answer without a proper ending
   */
  async run(sink: () => StreamSink | undefined): Promise<Buffer> {
    const { first, events } = this.answer;
    try {
      let pieces: readonly Buffer[] | undefined = first;
      while (pieces !== undefined) {
        this.patience.heard();
        for (const piece of pieces) {
          const wait = this.#pass(piece, sink());
          if (wait !== undefined) await wait;
        }
        if (this.tally.isEnded) {
          await this.#farewell(events);
          return Buffer.concat(this.#held);
        }
        let bytes: IteratorResult<Buffer>;
        try {
          bytes = await events.more();
        } catch (error) {
          throw events.explain(error);
        }
        pieces = events.cut(bytes);
      }
    } catch (error) {
      events.leave();
      throw error;
    }
    throw brokenOff('before the last event');
  }

  /** Passes on what is no part of the ending; of a piece that has trouble in it, what comes before. */
  #pass(piece: Buffer, sink: StreamSink | undefined): Promise<void> | undefined {
    const out: Buffer[] = [];
    const texts: string[] = [];
    let trouble: unknown;
    for (const event of eventsOf(piece)) {
      if (this.tally.isEnded) {
        this.#held.push(event);
        continue;
      }
      try {
        this.#sort(event, out, texts);
      } catch (error) {
        trouble = error;
        break;
      }
    }
    const wait = out.length === 0 ? undefined : sink?.write(joined(out), texts);
    if (trouble !== undefined) return this.#fail(wait, trouble as Error);
    return wait === undefined ? undefined : this.patience.whileHeld(wait);
  }

  /** Adds an event to those that go out, or to those that are held. */
  #sort(event: Buffer, out: Buffer[], texts: string[]): void {
    const noted = this.reader.note(event);
    if (noted.place === 'middle' && noted.isContent && this.#held.length > 0)
      out.push(...this.#held.splice(0));
    if (noted.place === 'middle' && this.#held.length === 0) out.push(event);
    else this.#held.push(event);
    if (noted.text !== '') texts.push(noted.text);
  }

  async #fail(wait: Promise<void> | undefined, trouble: Error): Promise<never> {
    if (wait !== undefined) await this.patience.whileHeld(wait);
    throw trouble;
  }

  /**
   * Takes what comes after the last event, whole or not, so that the connection can be used again; not for long. Nothing
   * of ours follows it, and who reads events lets go of one without an end.
   */
  async #farewell(events: WholeEvents): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, FAREWELL_MS, 'late');
    });
    this.#held.push(...events.begun);
    for (let bytes = 0; ;) {
      const next = await Promise.race([events.more(), late]).catch(() => 'late' as const);
      if (next === 'late' || next.done === true || bytes > FAREWELL_BYTES) {
        clearTimeout(timer);
        if (next === 'late' || next.done !== true) events.leave();
        return;
      }
      bytes += next.value.length;
      this.#held.push(next.value);
    }
  }
}

function joined(pieces: readonly Buffer[]): Buffer {
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
}
