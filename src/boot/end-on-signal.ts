import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Drain } from '../http';

/**
 * Ends the gateway when it is told to: readiness turns red and new work is refused, answers under way are finished or,
 * after the grace, cut off and accounted for; then the stores are closed, and the exit code is 0.
 */
export function endOnSignal(app: INestApplication): void {
  const end = (): void => {
    // A second signal finds no listener and ends the process the hard way.
    process.off('SIGTERM', end).off('SIGINT', end);
    close(app).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Sallyport did not end cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end);
}

async function close(app: INestApplication): Promise<void> {
  const drain = app.get(Drain);
  await drain.end(app.get(GatewayConfig).http.shutdownGraceSeconds * 1000);
  if (drain.cut.aborted) (app.getHttpServer() as Server).closeAllConnections();
  await app.close();
}
