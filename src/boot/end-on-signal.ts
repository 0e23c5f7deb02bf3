import type { Ending } from './ending';

/** Ends the gateway when it is told to, with the exit code 0. */
export function endOnSignal(ending: Ending): void {
  const end = (): void => {
    // A second signal finds no listener and ends the process the hard way.
    process.off('SIGTERM', end).off('SIGINT', end);
    ending.begin(0);
  };
  process.on('SIGTERM', end).on('SIGINT', end);
}
