import { SECRET_SIGNS, withoutSecretShapes } from '../kernel';
import { formsOf, insideJson } from './secret-forms';

/** Shorter ones are words that records are made of: without them a log could not be read. */
const SHORTEST = 8;
/** Secrets that are exchanged every hour are forgotten after a week. */
const MOST = 200;
const MARK = '[secret]';

/** Takes secrets out of whatever is written: those that it was told of, and all that have the shape of one. */
export class Redactor {
  #values: readonly string[] = [];
  #known: RegExp | undefined;
  #signs = new RegExp(SECRET_SIGNS);

  /** From now on these are taken out too, also JSON-escaped, URL-encoded, in base64 or in hex; under 8 characters nothing is. */
  learn(...values: readonly (string | undefined)[]): void {
    const learned = values.map((value) => (value ?? '').trim()).filter(({ length }) => length >= SHORTEST);
    this.#values = [...new Set([...this.#values, ...learned])].slice(-MOST);
    // The longest first: one may begin another.
    const forms = [...new Set(this.#values.flatMap(formsOf))].sort((one, other) => other.length - one.length);
    if (forms.length === 0) return;
    this.#known = new RegExp(forms.map(literally).join('|'), 'g');
    this.#signs = new RegExp([...forms.map(insideJson).map(literally), SECRET_SIGNS].join('|'));
  }

  /** A record as JSON on a line of its own; it stays one. */
  line(line: string): string {
    if (!this.#signs.test(line)) return line;
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch {
      return this.text(line);
    }
    return `${JSON.stringify(this.#value(record))}\n`;
  }

  text(text: string): string {
    const rest = this.#known === undefined ? text : text.replace(this.#known, MARK);
    return withoutSecretShapes(rest);
  }

  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.#value(item));
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [this.text(name), this.#value(inner)]),
    );
  }
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The one of this process: its secrets are the same whoever writes. */
export const redactor = new Redactor();
