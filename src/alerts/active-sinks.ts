import { ConfigurationError } from '../config';
import { pause, unlessAborted } from '../kernel';
import type { Alert } from './alert';
import { type AlertSinkRegistry, DeliveryFailed, type SinkTerms } from './alert-sink';
import { Outbox } from './outbox';

/** What came of an alert that was sent to try a sink. */
export interface SinkTrial {
  readonly sink: string;
  readonly reached: boolean;
  /** Why it was not. */
  readonly reason: string | undefined;
}

/** The sinks that ALERT_SINKS names, each with what waits for it. */
export class ActiveSinks {
  private constructor(private readonly outboxes: readonly Outbox[]) {}

  /** @throws ConfigurationError when no extension has one of the ids, or a sink cannot work as it is configured */
  static open(registry: AlertSinkRegistry, ids: readonly string[], terms: SinkTerms): ActiveSinks {
    const kinds = [...new Set(ids)].map((id) => {
      const kind = registry.get(id);
      if (kind !== undefined) return kind;
      const allowed = registry.ids.join(', ');
      throw new ConfigurationError([`ALERT_SINKS should be some of ${allowed}, separated by commas`]);
    });
    return new ActiveSinks(kinds.map((kind) => new Outbox(kind.open(terms))));
  }

  /** Alerts that have not arrived since the start, by sink. */
  get lost(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.outboxes.map(({ id, lost }) => [id, lost]));
  }

  post(alert: Alert): void {
    for (const outbox of this.outboxes) outbox.post(alert);
  }

  /** Sends an alert to each sink and tells which took it, within a time (ms). */
  try(alert: Alert, withinMs: number): Promise<readonly SinkTrial[]> {
    const late = AbortSignal.timeout(withinMs);
    return Promise.all(
      this.outboxes.map(async (outbox) => {
        const { id: sink } = outbox;
        try {
          await unlessAborted(outbox.deliver(alert), late);
          return { sink, reached: true, reason: undefined };
        } catch (error) {
          const reason = error instanceof DeliveryFailed ? error.message : 'it is still busy with others';
          return { sink, reached: false, reason };
        }
      }),
    );
  }

  /** Waits (ms, at most) until everything is sent, and gives the rest up. */
  async close(withinMs: number): Promise<void> {
    const done = new AbortController();
    const emptied = Promise.all(this.outboxes.map((outbox) => outbox.emptied()));
    await Promise.race([emptied, pause(withinMs, done.signal).catch(() => undefined)]);
    done.abort();
    for (const outbox of this.outboxes) outbox.close();
  }
}
