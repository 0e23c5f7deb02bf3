import { createRequire } from 'node:module';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { RequestRecords } from '../http';
import type * as Packages from './open-telemetry';

/** The end of the gateway does not wait longer for a collector. */
const LAST_FLUSH_MS = 2000;

/** Traces and metrics for a collector, where one is set; without one nothing of OpenTelemetry's is loaded. */
@Injectable()
export class Tracing implements OnApplicationShutdown {
  readonly #log = new Logger('Tracing');
  readonly #telemetry: Packages.OpenTelemetry | undefined;
  readonly #deaf: (() => void) | undefined;

  constructor({ telemetry: { otlp } }: GatewayConfig, records: RequestRecords) {
    if (otlp === undefined) return;
    const load = createRequire(__filename);
    const { OpenTelemetry } = load('./open-telemetry') as typeof Packages;
    const telemetry = new OpenTelemetry(otlp, this.#log);
    this.#telemetry = telemetry;
    this.#deaf = records.onRecord((record) => {
      telemetry.tell(record);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#telemetry === undefined) return;
    this.#deaf?.();
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_FLUSH_MS);
    });
    await Promise.race([this.#telemetry.close(), enough]);
    clearTimeout(timer);
  }
}
