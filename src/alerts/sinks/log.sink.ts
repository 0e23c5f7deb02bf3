import { Logger } from '@nestjs/common';
import { documentOf, type Alert } from '../alert';
import type { AlertSink, AlertSinkKind } from '../alert-sink';

/** Writes alerts into the log: critical ones as errors, others and all recoveries as warnings. */
export const logSink: AlertSinkKind = { id: 'log', open: () => new LogSink() };

class LogSink implements AlertSink {
  readonly id = 'log';
  readonly #log = new Logger('Alerts');

  send(alert: Alert): Promise<void> {
    const record = { event: 'alert', alert: documentOf(alert) };
    if (alert.severity === 'critical' && alert.state !== 'recovered') this.#log.error(record, alert.summary);
    else this.#log.warn(record, alert.summary);
    return Promise.resolve();
  }
}
