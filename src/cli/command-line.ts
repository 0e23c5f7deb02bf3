/** What went wrong on the command line, in words for the person at it. */
export class UsageError extends Error {}

/** Whether a command was written wrongly, by our own rules or by those of `parseArgs`. */
export function isUsage(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return error instanceof UsageError || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'));
}

/** How a command ends that failed: what the person is told, and the exit code. */
export interface Failing {
  readonly usage: string;
  readonly exitCode: (error: unknown) => number;
  /** Whether it is no surprise, so that its words are enough; what is one is told with its stack. Unless said, all are. */
  readonly isKnown?: (error: unknown) => boolean;
}

/** Runs a command with the arguments of this process, and lets its result be the exit code. */
export function runCommand(main: (args: string[]) => Promise<number>, failing: Failing): void {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      tell(inWords(error, failing));
      process.exitCode = failing.exitCode(error);
    },
  );
}

/** Says what went wrong, and how to use the command where it was used in another way. */
export function inWords(
  error: unknown,
  { usage, isKnown = () => true }: Pick<Failing, 'usage' | 'isKnown'>,
): string {
  const { message, stack } = error as Error;
  if (isUsage(error)) return `${message}\n\n${usage}`;
  return isKnown(error) ? message : (stack ?? message);
}

export function print(text: string): void {
  process.stdout.write(text);
}

export function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
