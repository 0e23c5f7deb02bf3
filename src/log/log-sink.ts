import type { DestinationStream } from 'pino';
import type { Redactor } from './redactor';

/** Takes lines, each with its line break. */
export interface LogOutput {
  write(line: string): void;
  /** Writes what is held back before it returns. */
  readonly flush?: () => void;
}

/** The one place that every record passes on its way out: without its secrets it goes to all outputs. */
export class LogSink implements DestinationStream {
  constructor(
    private readonly redactor: Redactor,
    private readonly outputs: readonly LogOutput[],
  ) {}

  write(line: string): void {
    const told = this.redactor.line(line);
    for (const output of this.outputs) output.write(told);
  }

  /** Called by pino after a record of level `fatal`. */
  flushSync(): void {
    for (const output of this.outputs) output.flush?.();
  }
}
