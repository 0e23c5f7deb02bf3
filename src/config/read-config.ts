import { resolve } from 'node:path';
import { isOriginRule, parseNetworks, type MicroUsd } from '../kernel';
import type {
  AnalyticsConfig,
  GatewayConfig,
  HttpConfig,
  SecretsConfig,
  StorageConfig,
  UpstreamConfig,
  UsageConfig,
} from './config';
import { developmentSecret } from './development-secret';
import { dollars, USD_HIGHEST } from './dollars';
import { ConfigurationError, EnvironmentReader } from './environment-reader';
import { refuseForProduction } from './production-rules';
import { alerts, audit, log, telemetry } from './read-sight';

const DAY_SECONDS = 86_400;
const REQUESTS = 1_000_000_000;
const KEPT_SECONDS = 300;
const REFRESH_LONGEST_SECONDS = 3600;
/** What may stand in a header. */
const PLAIN = /^[\x20-\x7e]*$/;
const LONGEST_KEPT_SECONDS = 7 * DAY_SECONDS;

/**
 * Reads the whole environment.
 * @throws ConfigurationError naming every variable that is wrong or missing, without its value.
 */
export function readConfig(env: Readonly<Record<string, unknown>>): GatewayConfig {
  const reader = new EnvironmentReader(env);
  const mode = reader.choice('NODE_ENV', ['development', 'test', 'production']);
  if (mode === 'production') refuseForProduction(reader);
  const config = {
    mode,
    http: http(reader, mode),
    replicas: reader.integer('REPLICAS', 1, 10_000),
    log: log(reader, mode),
    tokens: {
      accessSeconds: reader.integer('ACCESS_TOKEN_EXPIRE_MINUTES', 1, 1440) * 60,
      refreshDays: reader.integer('REFRESH_TOKEN_EXPIRE_DAYS', 1, 365),
    },
    limits: {
      rate: {
        maxRequests: reader.integer('RATE_LIMIT_MAX', 1, REQUESTS),
        windowSeconds: reader.integer('RATE_LIMIT_WINDOW_SECONDS', 1, DAY_SECONDS),
      },
      flood: {
        maxRequests: reader.integer('FLOOD_LIMIT_MAX', 1, REQUESTS),
        windowSeconds: reader.integer('FLOOD_LIMIT_WINDOW_SECONDS', 1, DAY_SECONDS),
      },
    },
    upstream: upstream(reader),
    usage: usage(reader),
    analytics: analytics(reader),
    chains: {
      storeContent: reader.choice('CHAINS_STORE_CONTENT', ['true', 'false']) === 'true',
      retentionDays: reader.integer('CHAINS_RETENTION_DAYS', 1, 3650),
      historyTokens: reader.integer('CHAINS_HISTORY_TOKENS', 0, 200_000),
    },
    storage: storage(reader),
    audit: audit(reader),
    telemetry: telemetry(reader),
    alerts: alerts(reader),
  };
  const refreshSeconds = reader.integer('SECRETS_REFRESH_SECONDS', 1, REFRESH_LONGEST_SECONDS);
  for (const name of ['SECRET_KEY', 'SECRET_KEY_PREVIOUS'] as const) {
    const secret = reader.text(name);
    if (secret !== '' && Buffer.byteLength(secret) < 32) reader.refuse(name, 'at least 32 bytes long');
  }
  if (reader.isSet('BOOTSTRAP_ADMIN_USERNAME') !== reader.isSet('BOOTSTRAP_ADMIN_PASSWORD'))
    reader.refuse('BOOTSTRAP_ADMIN_PASSWORD', 'set together with BOOTSTRAP_ADMIN_USERNAME');
  if (reader.problems.length > 0) throw new ConfigurationError(reader.problems);
  return deepFreeze({ ...config, secrets: secrets(reader, config.storage.dataDir, refreshSeconds) });
}

function http(reader: EnvironmentReader, mode: GatewayConfig['mode']): HttpConfig {
  const proxies = reader.text('TRUST_PROXY');
  return {
    host: reader.isSet('HOST') || mode !== 'production' ? reader.text('HOST') : '0.0.0.0',
    port: reader.integer('PORT', 0, 65_535),
    publicUrl: reader.url('PUBLIC_URL', ['https', 'http']),
    trustedNetworks: parseNetworks(reader.networks('TRUSTED_IPS')),
    trustProxy: /^\d+$/.test(proxies) ? reader.integer('TRUST_PROXY', 0, 16) : reader.networks('TRUST_PROXY'),
    corsOrigins: corsOrigins(reader),
    ...bodyBytes(reader),
    shutdownNoticeSeconds: reader.integer('SHUTDOWN_NOTICE_SECONDS', 0, 3600),
    shutdownGraceSeconds: reader.integer('SHUTDOWN_GRACE_SECONDS', 0, 3600),
  };
}

/** One limit for all bodies where it is set; otherwise Claude's own for its API (32 MiB), and a narrow one elsewhere. */
function bodyBytes(reader: EnvironmentReader): Pick<HttpConfig, 'maxBodyBytes' | 'maxMessageBytes'> {
  const maxBodyBytes = reader.integer('MAX_BODY_BYTES', 1024, 1_073_741_824);
  return { maxBodyBytes, maxMessageBytes: reader.isSet('MAX_BODY_BYTES') ? maxBodyBytes : 33_554_432 };
}

function corsOrigins(reader: EnvironmentReader): readonly string[] {
  const origins = reader.list('CORS_ORIGINS');
  for (const origin of origins) {
    if (origin !== '*' && !isOriginRule(origin))
      reader.refuse(
        'CORS_ORIGINS',
        'a comma-separated list of origins such as https://app.example.com or https://*.example.com',
      );
  }
  return origins;
}

function secrets(reader: EnvironmentReader, dataDir: string, refreshSeconds: number): SecretsConfig {
  const username = reader.text('BOOTSTRAP_ADMIN_USERNAME');
  const given = {
    refreshSeconds,
    previousSecretKey: reader.text('SECRET_KEY_PREVIOUS') || undefined,
    bootstrapAdminKey: reader.text('BOOTSTRAP_ADMIN_KEY') || undefined,
    bootstrapAdmin:
      username === '' ? undefined : { username, password: reader.text('BOOTSTRAP_ADMIN_PASSWORD') },
  };
  const configured = reader.text('SECRET_KEY');
  if (configured !== '') return { ...given, secretKey: configured, madeUpIn: undefined };
  const madeUp = developmentSecret(dataDir);
  return { ...given, secretKey: madeUp.secret, madeUpIn: madeUp.file };
}

function upstream(reader: EnvironmentReader): UpstreamConfig {
  const apiKey = reader.text('ANTHROPIC_API_KEY') || undefined;
  if (!PLAIN.test(apiKey ?? '')) reader.refuse('ANTHROPIC_API_KEY', 'one line of ASCII characters');
  return {
    id: reader.text('UPSTREAM') || (apiKey === undefined ? 'simulator' : 'anthropic'),
    apiKey,
    baseUrl: reader.url('ANTHROPIC_BASE_URL', ['https', 'http']) ?? '',
    model: reader.text('ANTHROPIC_MODEL'),
    fallbackModel: reader.text('ANTHROPIC_FALLBACK_MODEL') || undefined,
    timeoutMs: reader.integer('UPSTREAM_TIMEOUT_MS', 100, 3_600_000),
    maxRetries: reader.integer('UPSTREAM_MAX_RETRIES', 0, 2),
    connectionsMax: reader.integer('UPSTREAM_CONNECTIONS_MAX', 1, 65_535),
    circuit: {
      failureThreshold: reader.integer('CIRCUIT_FAILURE_THRESHOLD', 1, 1000),
      resetSeconds: reader.integer('CIRCUIT_RESET_SECONDS', 1, 86_400),
    },
  };
}

function usage(reader: EnvironmentReader): UsageConfig {
  return {
    batchMax: reader.integer('LEDGER_BATCH_MAX', 1, 1000),
    pricesFile: reader.text('PRICES_FILE') || undefined,
    dailyBudget: dailyBudget(reader),
    budgetSoftPercent: reader.integer('BUDGET_SOFT_PERCENT', 1, 100),
  };
}

function analytics(reader: EnvironmentReader): AnalyticsConfig {
  const keepSecondsOf: Record<string, number> = {};
  let keepSeconds: number | undefined;
  for (const item of reader.list('ANALYTICS_KEEP_SECONDS')) {
    const [, type, digits] = /^(?:([a-z][a-z0-9_]{0,63})\s*=\s*)?(\d{1,7})$/.exec(item) ?? [];
    const seconds = Number(digits);
    const isTold = type === undefined ? keepSeconds !== undefined : Object.hasOwn(keepSecondsOf, type);
    if (digits === undefined || seconds > LONGEST_KEPT_SECONDS || isTold)
      reader.refuse(
        'ANALYTICS_KEEP_SECONDS',
        'seconds such as 300, or 300,mrr_analysis=3600; a week at most',
      );
    else if (type === undefined) keepSeconds = seconds;
    else keepSecondsOf[type] = seconds;
  }
  return { keepSeconds: keepSeconds ?? KEPT_SECONDS, keepSecondsOf };
}

function dailyBudget(reader: EnvironmentReader): MicroUsd | undefined {
  const text = reader.text('DAILY_BUDGET_USD');
  if (text === '') return undefined;
  const amount = dollars(text);
  if (amount === undefined)
    reader.refuse(
      'DAILY_BUDGET_USD',
      `dollars from 0 to ${String(USD_HIGHEST)} with at most six decimals, such as 25.50`,
    );
  return amount;
}

function storage(reader: EnvironmentReader): StorageConfig {
  return {
    databaseUrl: reader.url('DATABASE_URL', ['postgres', 'postgresql']),
    poolMax: reader.integer('DATABASE_POOL_MAX', 2, 500),
    timeoutMs: reader.integer('DATABASE_TIMEOUT_MS', 100, 10_000),
    dataDir: resolve(reader.text('DATA_DIR')),
    redisUrl: reader.url('REDIS_URL', ['redis', 'rediss']),
    redisTimeoutMs: reader.integer('REDIS_TIMEOUT_MS', 50, 5000),
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null && !Object.isFrozen(inner)) deepFreeze(inner as object);
  }
  return Object.freeze(value);
}
