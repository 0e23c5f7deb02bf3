import { randomBase62 } from '../kernel';

export type Severity = 'warning' | 'critical';

/** Something that an operator is told of. Without secrets, and without anything of what was asked or answered. */
export interface Alert {
  /** One for all that is told of one thing, from its beginning to its end. */
  readonly id: string;
  /** The rule that saw it, such as `error_rate`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly state: 'raised' | 'recovered' | 'reminder';
  /** What is wrong and what to do first, in one sentence. */
  readonly summary: string;
  /** In the unit of the rule (docs/alerts.md). */
  readonly value: number;
  readonly threshold: number;
  /** Epoch milliseconds, both: when it began, and when this is told. */
  readonly since: number;
  readonly at: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Where to read on, such as `docs/incident-response.md#the-provider-is-down`. */
  readonly runbook: string;
}

/** An alert as it leaves the gateway: `since` and `at` are ISO 8601. */
export type AlertDocument = Readonly<Record<keyof Alert, unknown>>;

export function documentOf(alert: Alert): AlertDocument {
  const { since, at } = alert;
  return { ...alert, since: new Date(since).toISOString(), at: new Date(at).toISOString() };
}

export function newAlertId(): string {
  return `alert_${randomBase62(22)}`;
}
