import type { Alert } from './alert';
import type { Delivery } from './alert-sink';

/** An alert as rules raise them, but for what is given. */
export function alertOf(given: Partial<Alert> = {}): Alert {
  return {
    id: 'alert_1',
    rule: 'error_rate',
    severity: 'critical',
    state: 'raised',
    summary: 'Something is wrong; look.',
    value: 12.5,
    threshold: 5,
    since: Date.UTC(2026, 10, 21),
    at: Date.UTC(2026, 10, 21, 1),
    labels: { requests: '80' },
    runbook: 'docs/incident-response.md#provider-down',
    ...given,
  };
}

export function deliveryOf(signal = new AbortController().signal): Delivery {
  return { id: '0b8f', signal };
}
