import type { Setting } from './setting';

/** Variables of what operators see of a gateway: its trail, its metrics, its alerts. */
export const SIGHT_SETTINGS = [
  {
    name: 'AUDIT_RETENTION_DAYS',
    fallback: '365',
    purpose: 'how long the audit trail is kept; what is older is removed in sealed segments',
  },
  {
    name: 'METRICS_TOKEN',
    fallback: '',
    purpose: 'bearer token that `/metrics` is read with; empty: administrators only',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: '',
    purpose: '`http://…` of an OpenTelemetry collector (OTLP over HTTP); empty: no traces',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    fallback: '',
    purpose: 'headers for the collector, `name=value`, separated by commas',
  },
  { name: 'OTEL_SERVICE_NAME', fallback: 'sallyport', purpose: 'what the collector calls this service' },
  {
    name: 'ALERT_SINKS',
    fallback: '',
    purpose:
      'where alerts go: `log`, `webhook`, `cloudwatch`, separated by commas; by default `log`, and `webhook` when there is a URL',
  },
  {
    name: 'ALERT_WEBHOOK_URL',
    fallback: '',
    purpose: '`https://…` on a public address that alerts are posted to, such as a Slack webhook',
  },
  {
    name: 'ALERT_WEBHOOK_SECRET',
    fallback: '',
    purpose: 'at least 32 bytes; signs what is posted (HMAC-SHA256); empty: nothing is signed',
  },
  {
    name: 'ALERT_WINDOW_SECONDS',
    fallback: '300',
    purpose: 'span over which error rate, latency and authentication failures are looked at',
  },
  {
    name: 'ALERT_ERROR_RATE_PERCENT',
    fallback: '5',
    purpose: 'percent of requests that fail (5xx) from which on an alert is raised',
  },
  {
    name: 'ALERT_LATENCY_MS',
    fallback: '30000',
    purpose: 'time that 95 % of requests should be answered in',
  },
  {
    name: 'ALERT_AUTH_FAILURES',
    fallback: '50',
    purpose: 'refused credentials in the window from which on an alert is raised',
  },
  {
    name: 'ALERT_SPEND_USD',
    fallback: '',
    purpose: 'dollars of one day (UTC), separated by commas; an alert is raised as each is reached',
  },
] as const satisfies readonly Setting[];
