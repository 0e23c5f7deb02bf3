import { CallTally } from '../call-tally';
import { WholeEvents } from '../open-answer';
import { Patience } from '../resilience/patience';
import { EventReader } from './event-reader';
import { Relay, type StreamSink } from './relay';

/** What the provider does next: send a piece, fail, or say nothing any more. */
export type Act = Buffer | Error | 'silence';

/** One answer on its way through a relay, and what can be seen of it. */
export class RelayRun {
  readonly tally = new CallTally('asked-for', 0);
  readonly patience = new Patience(60_000, []);
  readonly written: Buffer[] = [];
  readonly texts: string[] = [];
  /** What the reader is waited for with. */
  holdUp: Promise<void> | undefined = undefined;
  /** How many pieces the provider was asked for. */
  pulled = 0;
  /** Whether the provider's side was closed. */
  returned = false;
  readonly #relay: Relay;

  readonly sink: StreamSink = {
    begin: () => undefined,
    write: (events, texts) => {
      this.written.push(events);
      this.texts.push(texts.join(''));
      return this.holdUp;
    },
  };

  constructor(acts: Iterable<Act>) {
    const reader = new EventReader(this.tally, () => 0);
    const events = new WholeEvents(this.#play(acts), this.patience.signal);
    const answer = { headers: {}, first: [], events };
    this.#relay = new Relay(answer, reader, this.tally, this.patience);
  }

  ending(sink: () => StreamSink | undefined = () => this.sink): Promise<Buffer> {
    return this.#relay.run(sink);
  }

  async *#play(acts: Iterable<Act>): AsyncGenerator<Buffer, void> {
    try {
      for (const act of acts) {
        this.pulled += 1;
        if (act instanceof Error) throw act;
        if (act === 'silence') await new Promise(() => undefined);
        else yield act;
      }
    } finally {
      this.returned = true;
    }
  }
}
