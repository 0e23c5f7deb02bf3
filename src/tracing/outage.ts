import type { Logger } from '@nestjs/common';

/** How an export ended; code 0 is success, as OpenTelemetry's `ExportResult` has it. */
interface ExportResult {
  readonly code: number;
  readonly error?: Error;
}

interface Exporter<T> {
  export(items: T, done: (result: ExportResult) => void): void;
}

/** Tells once that the collector is away, and once that it is back, however many exports fail in between. */
export class Outage {
  readonly #failing = new Set<string>();

  constructor(private readonly log: Logger) {}

  /** Listens to how the exports of a signal end. */
  watch<T>(signal: string, exporter: Exporter<T>): void {
    const send = exporter.export.bind(exporter);
    exporter.export = (items, done) => {
      send(items, (result) => {
        if (result.code === 0) this.#taken(signal);
        else this.#failed(signal, result.error);
        done(result);
      });
    };
  }

  #failed(signal: string, error: Error | undefined): void {
    const isNew = this.#failing.size === 0;
    this.#failing.add(signal);
    if (!isNew) return;
    const about = { event: 'collector_away', signal, reason: reasonOf(error) };
    this.log.warn(about, 'The collector takes nothing; what cannot wait any longer is lost to it');
  }

  #taken(signal: string): void {
    if (!this.#failing.delete(signal) || this.#failing.size > 0) return;
    this.log.log({ event: 'collector_back' }, 'The collector takes what it is sent again');
  }
}

/** What a collector answered with is its own affair. */
function reasonOf(error: Error | undefined): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'string') return code;
  return typeof code === 'number' ? `status ${String(code)}` : (error?.name ?? 'unknown');
}
