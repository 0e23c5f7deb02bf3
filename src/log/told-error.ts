import { cut } from './cut';

const LONGEST_MESSAGE = 2000;
const LONGEST_NAME = 100;
const MOST_FRAMES = 30;
const LONGEST_FRAME = 300;
const DEEPEST = 4;
const MOST_ERRORS = 5;

/** What a log says of an error: no other property, since drivers hang queries, parameters, headers and settings on theirs. */
export interface ToldError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string | number;
  readonly cause?: ToldError | string;
  readonly errors?: readonly (ToldError | string)[];
}

/** @param clean takes secrets out of a text, before it is cut: half of one would not look like one */
export function toldError(error: Error, clean: (text: string) => string, depth = 0): ToldError {
  const type = cut(clean(textOf(error.name)), LONGEST_NAME);
  const message = cut(clean(wordsOf(error)), LONGEST_MESSAGE);
  const { code } = error as NodeJS.ErrnoException;
  const told = (inner: unknown): ToldError | string => {
    if (!(inner instanceof Error)) return cut(clean(typeof inner === 'string' ? inner : typeof inner), 200);
    return depth < DEEPEST ? toldError(inner, clean, depth + 1) : 'and so on';
  };
  return {
    type,
    message,
    stack: [`${type}: ${message}`, ...framesOf(error)].map(clean).join('\n'),
    ...(typeof code === 'string' || typeof code === 'number'
      ? { code: typeof code === 'string' ? cut(clean(code), LONGEST_NAME) : code }
      : {}),
    ...(error.cause === undefined || error.cause === null ? {} : { cause: told(error.cause) }),
    ...(error instanceof AggregateError ? { errors: error.errors.slice(0, MOST_ERRORS).map(told) } : {}),
  };
}

/** A parser quotes what it read, which may be a body. */
function wordsOf({ name, message }: Error): string {
  const words = textOf(message);
  return name === 'SyntaxError' ? words.replace(/, (?:\.\.\.)?".*/s, '') : words;
}

/** Nobody is held to what TypeScript says of an error. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value;
}

/** Where it was thrown. The beginning of a stack repeats the message, with all that stands in it. */
function framesOf({ stack, message }: Error): readonly string[] {
  if (typeof stack !== 'string') return [];
  const at = stack.indexOf(message);
  return stack
    .slice(at === -1 ? 0 : at + message.length)
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .slice(0, MOST_FRAMES)
    .map((frame) => cut(frame, LONGEST_FRAME));
}
