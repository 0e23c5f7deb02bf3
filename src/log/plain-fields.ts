import { cut } from './cut';
import { toldError } from './told-error';

type Fields = Readonly<Record<string, unknown>>;

const LONGEST_BODY = 2000;

/**
 * The fields of a record, ready to be serialised: errors in our own words, other objects of a class by its name alone (a
 * request, a socket, a configuration holds more than anybody meant to log), and bodies only where they are wanted.
 */
export class PlainFields {
  constructor(
    private readonly clean: (text: string) => string,
    private readonly bodies: boolean,
  ) {}

  /** A function of its own, to be handed on. */
  readonly of = (fields: Fields): Record<string, unknown> => {
    const plain: Record<string, unknown> = {};
    for (const name in fields) {
      const value = fields[name];
      if (name === 'body') plain[name] = this.#body(value);
      else plain[name] = typeof value === 'object' ? this.#plain(value, 0) : value;
    }
    return plain;
  };

  #body(body: unknown): string | undefined {
    if (!this.bodies || !(body instanceof Uint8Array)) return undefined;
    return cut(this.clean(Buffer.from(body).toString()), LONGEST_BODY);
  }

  #plain(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Error) return toldError(value, this.clean);
    if (value instanceof Date) return value.toJSON();
    if (depth > 3) return '…';
    if (Array.isArray(value)) return value.map((item) => this.#plain(item, depth + 1));
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype !== null && prototype !== Object.prototype) return `[${prototype.constructor.name}]`;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, this.#plain(inner, depth + 1)]),
    );
  }
}
