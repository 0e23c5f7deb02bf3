import type { MicroUsd, Network } from '../kernel';

/** What the gateway runs on: the environment, read once, typed and frozen. Also its injection token. */
export abstract class GatewayConfig {
  abstract readonly mode: 'development' | 'test' | 'production';
  /** How many gateways share the stores, as the operator says. */
  abstract readonly replicas: number;
  abstract readonly http: HttpConfig;
  abstract readonly log: LogConfig;
  abstract readonly secrets: SecretsConfig;
  abstract readonly tokens: TokensConfig;
  abstract readonly limits: LimitsConfig;
  abstract readonly upstream: UpstreamConfig;
  abstract readonly usage: UsageConfig;
  abstract readonly analytics: AnalyticsConfig;
  abstract readonly chains: ChainsConfig;
  abstract readonly storage: StorageConfig;
  abstract readonly audit: AuditConfig;
  abstract readonly telemetry: TelemetryConfig;
  abstract readonly alerts: AlertsConfig;
}

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  /** Where clients reach the gateway, through whatever stands in front of it. */
  readonly publicUrl: string | undefined;
  readonly trustedNetworks: readonly Network[];
  /** How many proxies stand in front, or which networks they are in. */
  readonly trustProxy: number | readonly string[];
  readonly corsOrigins: readonly string[];
  readonly maxBodyBytes: number;
  /** As above, of a request of Claude's own API. */
  readonly maxMessageBytes: number;
  /** How long work is still taken, with readiness red, once the gateway is told to end. */
  readonly shutdownNoticeSeconds: number;
  /** How long answers under way may take once the gateway is told to end. */
  readonly shutdownGraceSeconds: number;
}

export interface LogConfig {
  readonly level: string;
  /** Where the log is written to besides standard output. */
  readonly file: string | undefined;
  /** Whether bodies are written, which only development may. */
  readonly bodies: boolean;
}

export interface SecretsConfig {
  /** How often references are looked up again. */
  readonly refreshSeconds: number;
  readonly secretKey: string;
  /** Where the secret was made up and kept, when nobody configured one. */
  readonly madeUpIn: string | undefined;
  /** What SECRET_KEY was before; accepted, and used for nothing new. */
  readonly previousSecretKey: string | undefined;
  readonly bootstrapAdminKey: string | undefined;
  readonly bootstrapAdmin: { readonly username: string; readonly password: string } | undefined;
}

export interface TokensConfig {
  readonly accessSeconds: number;
  readonly refreshDays: number;
}

export interface LimitsConfig {
  readonly rate: { readonly maxRequests: number; readonly windowSeconds: number };
  readonly flood: { readonly maxRequests: number; readonly windowSeconds: number };
}

export interface UpstreamConfig {
  /** The id of an entry of `upstreams` in extensions.ts. */
  readonly id: string;
  readonly apiKey: string | undefined;
  readonly baseUrl: string;
  readonly model: string;
  /** Stands in for a model whose circuit is open. */
  readonly fallbackModel: string | undefined;
  /** Milliseconds: the longest silence of the provider. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
  /** Connections to the provider, of this process, at most. */
  readonly connectionsMax: number;
  readonly circuit: { readonly failureThreshold: number; readonly resetSeconds: number };
}

export interface UsageConfig {
  /** Calls that share a commit of the ledger, at most. */
  readonly batchMax: number;
  /** A price list in place of the one that is built in. */
  readonly pricesFile: string | undefined;
  /** Of the whole gateway and a day of UTC; undefined: no limit. */
  readonly dailyBudget: MicroUsd | undefined;
  /** Of a budget that has none of its own: percent of the limit from which on alerts are raised. */
  readonly budgetSoftPercent: number;
}

export interface AnalyticsConfig {
  /** How long an answer is given again, where its type has no time of its own. */
  readonly keepSeconds: number;
  readonly keepSecondsOf: Readonly<Record<string, number>>;
}

export interface ChainsConfig {
  /** Whether what was asked and answered is kept, and not only that it was. */
  readonly storeContent: boolean;
  readonly retentionDays: number;
  /** How many tokens of earlier steps are sent again at most. */
  readonly historyTokens: number;
}

/** What the one SQL store is opened with. */
export interface DatabaseConfig {
  readonly databaseUrl: string | undefined;
  /** Connections to PostgreSQL, of this process, at most. */
  readonly poolMax: number;
  /** Milliseconds that a request waits for an answer of the database: well under the lease of the ledger's calls. */
  readonly timeoutMs: number;
  readonly dataDir: string;
}

export interface StorageConfig extends DatabaseConfig {
  readonly redisUrl: string | undefined;
  /** Milliseconds after which Redis counts as away; a healthy one answers in under one. */
  readonly redisTimeoutMs: number;
}

export interface AuditConfig {
  readonly retentionDays: number;
}

export interface TelemetryConfig {
  /** Reads `/metrics`; undefined: administrators only. */
  readonly metricsToken: string | undefined;
  /** Where traces and metrics are sent; undefined: nowhere. */
  readonly otlp:
    | {
        /** The base, such as `http://collector:4318`. */
        readonly endpoint: string;
        readonly headers: Readonly<Record<string, string>>;
        readonly serviceName: string;
      }
    | undefined;
}

export interface AlertsConfig {
  /** Ids of entries of `alertSinks` in extensions.ts. */
  readonly sinks: readonly string[];
  readonly webhook: { readonly url: string; readonly secret: string | undefined } | undefined;
  readonly windowSeconds: number;
  readonly errorRatePercent: number;
  readonly latencyMs: number;
  readonly authFailures: number;
  /** Of one day of UTC and the whole gateway, ascending. */
  readonly spend: readonly MicroUsd[];
}
