import type { Call } from './call.js';
import { AbortedError, ConnectionError, SallyportError } from './errors.js';
import type { CallOptions } from './options.js';
import type { Patience } from './patience.js';
import { errorInStream } from './problem.js';
import { eventsOf } from './events-of.js';
import type { Transport } from './transport.js';
import type { QueryAnswer } from './types.js';

/**
 * An answer as it is written: its text in pieces, once through, and as a whole with `final()`. It is asked for when one
 * of the two is used first. Leaving the loop ends it.
 */
export class AnswerStream implements AsyncIterable<string> {
  readonly #transport: Transport;
  readonly #call: Call;
  readonly #options: CallOptions;
  readonly #answer: Promise<QueryAnswer>;
  #settle!: { readonly resolve: (answer: QueryAnswer) => void; readonly reject: (error: unknown) => void };
  #isTaken = false;
  /** All text that was given out. */
  #text = '';

  constructor(transport: Transport, call: Call, options: CallOptions) {
    this.#transport = transport;
    this.#call = call;
    this.#options = options;
    this.#answer = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Who iterates gets the error there.
    this.#answer.catch(() => undefined);
  }

  [Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    if (this.#isTaken) throw new TypeError('The text of an answer is there once');
    this.#isTaken = true;
    return this.#pieces();
  }

  /** The whole answer, with its usage and its cost. */
  async final(): Promise<QueryAnswer> {
    if (!this.#isTaken) await drain(this);
    return this.#answer;
  }

  async *#pieces(): AsyncGenerator<string, void, undefined> {
    const patience = this.#transport.patience(this.#options);
    const retries = this.#transport.retries(this.#call, patience, this.#options);
    let end: unknown = new AbortedError();
    try {
      for (;;) {
        try {
          const answer = yield* this.#attempt(patience);
          this.#settle.resolve(answer);
          return;
        } catch (error) {
          await retries.after(error);
        }
      }
    } catch (error) {
      end = error;
      throw error;
    } finally {
      // Of no effect where the answer is there.
      this.#settle.reject(end);
      patience.end();
    }
  }

  /** One connection. After a cut, the text that was given out already is passed over. */
  async *#attempt(patience: Patience): AsyncGenerator<string, QueryAnswer, undefined> {
    const response = await this.#transport.open(this.#call, patience);
    let answer: QueryAnswer | undefined;
    let position = 0;
    try {
      // To its end, also behind the answer: the connection is good for another call then.
      for await (const { type, data } of eventsOf(response, patience)) {
        if (type === 'error') throw errorInStream(data);
        if (type === 'done') answer = JSON.parse(data) as QueryAnswer;
        if (type !== 'delta') continue;
        const { text } = JSON.parse(data) as { readonly text: string };
        const fresh = this.#freshOf(text, position);
        position += text.length;
        this.#text += fresh;
        if (fresh !== '') yield fresh;
      }
    } catch (error) {
      if (answer === undefined) throw error;
    }
    if (answer === undefined) throw new ConnectionError('The stream ended before its answer');
    return answer;
  }

  /** What of a text at this position was not given out yet. */
  #freshOf(text: string, position: number): string {
    const known = this.#text.slice(position, position + text.length);
    if (text.startsWith(known)) return text.slice(known.length);
    throw new SallyportError('The stream was cut, and the answer is another now', 'answer_changed');
  }
}

async function drain(pieces: AsyncIterable<string>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}
