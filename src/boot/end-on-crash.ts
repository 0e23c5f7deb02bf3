import { Logger } from '@nestjs/common';
import type { Ending } from './ending';
import { reportFailedBoot } from './report-failed-boot';

/** Answers under way get no more than this: who knows what state they are in. */
const LONGEST_GRACE_MS = 10_000;

/**
 * Ends the gateway after an error that nobody handled: it is logged, and the exit code is 1. The next one ends it at once,
 * since the first may have left nothing that could be drained.
 */
export function endOnCrash(ending: Ending): void {
  let crashes = 0;
  const crash = (thrown: unknown): void => {
    // There is no log yet, nor anything to drain.
    if (!ending.isReady) reportFailedBoot(thrown);
    crashes += 1;
    new Logger('Boot').fatal({ err: asError(thrown) }, 'An error that nobody handled ends the gateway');
    if (crashes > 1) process.exit(1);
    ending.begin(1, LONGEST_GRACE_MS);
  };
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
}

/** Of what is no error only the words, or its kind: it may hold anything. */
function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(typeof thrown === 'string' ? thrown : Object.prototype.toString.call(thrown));
}
