import type { INestApplication } from '@nestjs/common';

/** Closes the gateway when it is told to end: answers in flight are finished, the stores are closed, the exit code is 0. */
export function endOnSignal(app: INestApplication): void {
  const end = (): void => {
    // A second signal finds no listener and ends the process the hard way.
    process.off('SIGTERM', end).off('SIGINT', end);
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Sallyport did not end cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end);
}
