import type { LogOutput } from './log-sink';

/** Whoever floods the log is written down before the turn ends, so that its lines cost no memory. */
const MOST_CHARACTERS = 65_536;

/** So long a line may wait for others, in milliseconds. */
const GATHERED_MS = 10;

/** Lines of a moment, written at once: a write costs more than all else of a record. */
export class GatheredOutput implements LogOutput {
  #text = '';

  /** @param print is done when it returns */
  constructor(private readonly print: (text: string) => void) {
    process.once('exit', this.flush);
  }

  write(line: string): void {
    if (this.#text === '') setTimeout(this.flush, GATHERED_MS);
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
