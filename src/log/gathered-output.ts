import type { LogOutput } from './log-sink';

/** Whoever floods the log is written down before the turn ends, so that its lines cost no memory. */
const MOST_CHARACTERS = 65_536;

/** Lines of one turn of the event loop, written at once: a write costs more than all else of a record. */
export class GatheredOutput implements LogOutput {
  #text = '';

  /** @param print is done when it returns */
  constructor(private readonly print: (text: string) => void) {
    process.once('exit', this.flush);
  }

  write(line: string): void {
    if (this.#text === '') setImmediate(this.flush);
    this.#text += line;
    if (this.#text.length > MOST_CHARACTERS) this.flush();
  }

  /** A function of its own, to be handed on. */
  readonly flush = (): void => {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.print(text);
  };
}
