import type { GatewayConfig } from '../config';
import { Registry } from '../kernel';
import type { Alert } from './alert';

/** One try to hand an alert over. */
export interface Delivery {
  /** The same for all tries of one message. */
  readonly id: string;
  /** Fires when its time is up; what is open is to be closed then. */
  readonly signal: AbortSignal;
}

/** A place that alerts go to. */
export interface AlertSink {
  readonly id: string;
  /**
   * Hands over one alert, once: queue, retries and time limit are the gateway's, and never two are under way.
   * @throws DeliveryFailed, whose words are for the log; of any other error only that there was one is told
   */
  send(alert: Alert, delivery: Delivery): Promise<void>;
}

/** What a sink is opened with. */
export interface SinkTerms {
  readonly mode: GatewayConfig['mode'];
  /** Where webhooks go now, and what signs them: ask for it at each use, since it may change. */
  readonly webhook: () => { readonly url: string | undefined; readonly secret: string | undefined };
}

/** How a sink comes to be; those that ALERT_SINKS names are opened at boot. */
export interface AlertSinkKind {
  readonly id: string;
  /** @throws ConfigurationError where its settings cannot work */
  open(terms: SinkTerms): AlertSink;
}

/** The sinks that the gateway trusts. */
export class AlertSinkRegistry extends Registry<AlertSinkKind> {}

/** An alert that was not taken. Its words hold no secret: no address, and nothing of what the receiver said. */
export class DeliveryFailed extends Error {
  constructor(
    reason: string,
    /** Whether it could go better the next time. */
    readonly isPassing: boolean,
    cause?: unknown,
  ) {
    super(reason, { cause });
    this.name = 'DeliveryFailed';
  }
}
