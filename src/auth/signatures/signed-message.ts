/** A request as it came over the wire. */
export interface SignedMessage {
  readonly method: string;
  /** The raw request target, such as `/api/query?x=1`. */
  readonly target: string;
  /** Names and values in turn, as Node has them: white space around a value is gone, nothing else is changed. */
  readonly rawHeaders: readonly string[];
  readonly hasBody: boolean;
}

/** Path and query. A lone `?` at the end would sign like none (RFC 9421 section 2.2.7), so it is no target of ours. */
const TARGET = /^(\/[^?]*)(\?.+)?$/;

/** What a line of a signature base can hold (RFC 9421 section 2.5): no line break, and no byte that has two readings. */
const PLAIN = /^[\t\x20-\x7e]*$/;

/** What the request itself says of each derived component (RFC 9421 section 2.2); the scheme, for one, it does not say. */
const DERIVED: ReadonlyMap<string, (message: SignedMessage) => string | undefined> = new Map([
  ['@method', ({ method }) => method],
  ['@path', ({ target }) => TARGET.exec(target)?.[1]],
  ['@query', ({ target }) => TARGET.exec(target)?.[2] ?? '?'],
  ['@request-target', ({ target }) => target],
  ['@authority', (message) => onlyLine(message, 'host')?.toLowerCase()],
]);

/** The value of a component that a signature may cover. Undefined where there is none, or more than one. */
export function componentValue(message: SignedMessage, name: string): string | undefined {
  const derive = DERIVED.get(name);
  const value = derive === undefined ? onlyLine(message, name) : derive(message);
  return value !== undefined && PLAIN.test(value) ? value : undefined;
}

/** The values of a header, one for each line that it came on. */
export function headerLines({ rawHeaders }: SignedMessage, name: string): readonly string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}

function onlyLine(message: SignedMessage, name: string): string | undefined {
  const lines = headerLines(message, name);
  return lines.length === 1 ? lines[0] : undefined;
}
