import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Drain } from '../http';
import { redactor } from '../log';

/** How long stores and rooms may take to close, after the drain. */
const CLOSING_MS = 15_000;

/**
 * The end of this process, whatever it ends for: readiness turns red, after the notice new work is refused, answers under way are
 * finished or, after the grace, cut off and accounted for; then the stores are closed. Once begun it is not begun again.
 */
export class Ending {
  #app: INestApplication | undefined;
  #code = 0;
  #begun = false;

  /** Whether there is something to drain, and a log. */
  get isReady(): boolean {
    return this.#app !== undefined;
  }

  /** From now on this is what ends. */
  drains(app: INestApplication): void {
    this.#app = app;
  }

  /**
   * @param code what the process exits with, unless it fails to end cleanly
   * @param longestGraceMs where the configured grace is more than this end can bear
   */
  begin(code: 0 | 1, longestGraceMs = Infinity): void {
    this.#code = Math.max(this.#code, code);
    if (this.#begun) return;
    this.#begun = true;
    this.#close(longestGraceMs).then(
      () => process.exit(this.#code),
      (error: unknown) => {
        process.stderr.write(redactor.text(`Sallyport did not end cleanly: ${String(error)}\n`));
        process.exit(1);
      },
    );
  }

  async #close(longestGraceMs: number): Promise<void> {
    const app = this.#app;
    if (app === undefined) return;
    const drain = app.get(Drain);
    const { shutdownGraceSeconds, shutdownNoticeSeconds: noticeSeconds } = app.get(GatewayConfig).http;
    const graceMs = Math.min(shutdownGraceSeconds * 1000, longestGraceMs);
    if (this.#code === 0) {
      drain.leave();
      await pause(noticeSeconds * 1000);
    }
    await drain.end(graceMs);
    if (drain.cut.aborted) (app.getHttpServer() as Server).closeAllConnections();
    setTimeout(() => {
      process.stderr.write('Sallyport did not end cleanly: its stores do not close\n');
      process.exit(1);
    }, CLOSING_MS).unref();
    await app.close();
  }
}
