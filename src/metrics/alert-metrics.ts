import type { Registry } from 'prom-client';
import type { Alerts } from '../alerts';
import { gauge, total } from './gauge';

/** What is told of as wrong, and what of it did not arrive. */
export function addAlertMetrics(registry: Registry, alerts: Pick<Alerts, 'active' | 'lost'>): void {
  gauge(
    registry,
    {
      name: 'sallyport_alerts_active',
      help: 'Alerts that are raised now, by rule',
      labels: ['rule', 'severity'],
    },
    () => {
      const counts = new Map<string, { rule: string; severity: string; count: number }>();
      for (const { rule, severity } of alerts.active) {
        const name = `${rule} ${severity}`;
        counts.set(name, { rule, severity, count: (counts.get(name)?.count ?? 0) + 1 });
      }
      return [...counts.values()].map(({ count, ...labels }) => [labels, count] as const);
    },
  );
  total(
    registry,
    { name: 'sallyport_alerts_lost_total', help: 'Alerts that a sink did not take', labels: ['sink'] },
    () => Object.entries(alerts.lost).map(([sink, lost]) => [{ sink }, lost] as const),
  );
}
