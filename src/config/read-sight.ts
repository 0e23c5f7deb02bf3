import { microUsd, type MicroUsd } from '../kernel';
import type { AlertsConfig, AuditConfig, LogConfig, TelemetryConfig } from './config';
import { dollars } from './dollars';
import type { EnvironmentReader } from './environment-reader';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const HEADER = /^([\w!#$%&'*+.^`|~-]{1,100})=([\x21-\x7e]{1,4096})$/;
const LONGEST_WINDOW_SECONDS = 86_400;

export function log(reader: EnvironmentReader, mode: string): LogConfig {
  const bodies = reader.choice('LOG_BODIES', ['false', 'true']) === 'true';
  if (bodies && mode !== 'development') reader.refuse('LOG_BODIES', 'false outside of development');
  return {
    level: reader.choice('LOG_LEVEL', LOG_LEVELS),
    file: reader.text('LOG_FILE') || undefined,
    bodies,
  };
}

export function audit(reader: EnvironmentReader): AuditConfig {
  return { retentionDays: reader.integer('AUDIT_RETENTION_DAYS', 1, 36_500) };
}

export function telemetry(reader: EnvironmentReader): TelemetryConfig {
  const endpoint = reader.url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http', 'https']);
  const headers: Record<string, string> = {};
  for (const item of reader.list('OTEL_EXPORTER_OTLP_HEADERS')) {
    const [, name, value] = HEADER.exec(item) ?? [];
    if (name === undefined || value === undefined)
      reader.refuse('OTEL_EXPORTER_OTLP_HEADERS', 'headers as name=value, separated by commas');
    else headers[name.toLowerCase()] = value;
  }
  return {
    metricsToken: secret(reader, 'METRICS_TOKEN', 16),
    otlp:
      endpoint === undefined
        ? undefined
        : { endpoint, headers, serviceName: reader.text('OTEL_SERVICE_NAME') },
  };
}

export function alerts(reader: EnvironmentReader): AlertsConfig {
  const url = reader.url('ALERT_WEBHOOK_URL', ['https', 'http']);
  const sinks = reader.list('ALERT_SINKS');
  if (sinks.includes('webhook') && url === undefined)
    reader.refuse('ALERT_WEBHOOK_URL', 'set where ALERT_SINKS has webhook');
  const webhookSecret = secret(reader, 'ALERT_WEBHOOK_SECRET', 32);
  return {
    sinks: sinks.length > 0 ? sinks : ['log', ...(url === undefined ? [] : ['webhook'])],
    webhook: url === undefined ? undefined : { url, secret: webhookSecret },
    windowSeconds: reader.integer('ALERT_WINDOW_SECONDS', 10, LONGEST_WINDOW_SECONDS),
    errorRatePercent: reader.integer('ALERT_ERROR_RATE_PERCENT', 1, 100),
    latencyMs: reader.integer('ALERT_LATENCY_MS', 1, 3_600_000),
    authFailures: reader.integer('ALERT_AUTH_FAILURES', 1, 1_000_000),
    spend: spend(reader),
  };
}

function spend(reader: EnvironmentReader): readonly MicroUsd[] {
  const amounts = new Set<MicroUsd>();
  for (const item of reader.list('ALERT_SPEND_USD')) {
    const amount = dollars(item);
    if (amount === undefined || amount === microUsd(0n))
      reader.refuse('ALERT_SPEND_USD', 'dollars over 0, separated by commas, such as 10,25.50');
    else amounts.add(amount);
  }
  return [...amounts].sort((one, other) => (one < other ? -1 : 1));
}

function secret(
  reader: EnvironmentReader,
  name: 'METRICS_TOKEN' | 'ALERT_WEBHOOK_SECRET',
  bytes: number,
): string | undefined {
  const text = reader.text(name);
  if (text === '') return undefined;
  if (Buffer.byteLength(text) < bytes) reader.refuse(name, `at least ${String(bytes)} bytes long`);
  return text;
}
