import { SIGHT_SETTINGS } from './sight-settings';
import type { Setting } from './setting';

/** Every variable that the gateway reads, in the order of .env.example; a test holds both together. */
export const SETTINGS = [
  {
    name: 'NODE_ENV',
    fallback: 'development',
    purpose: '`development`, `test` or `production`; production makes nothing up',
  },
  { name: 'HOST', fallback: '127.0.0.1', purpose: 'address to listen on; `0.0.0.0` in production' },
  { name: 'PORT', fallback: '5001', purpose: 'port to listen on; 0 takes any free one' },
  {
    name: 'LOG_LEVEL',
    fallback: 'info',
    purpose: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
  },
  {
    name: 'LOG_FILE',
    fallback: '',
    purpose: 'file that the log is also written to, rotated: five files of at most 10 MB',
  },
  {
    name: 'LOG_BODIES',
    fallback: 'false',
    purpose: '`true` writes what is asked to the log, in development only; `false` everywhere else',
  },
  {
    name: 'SECRET_KEY',
    fallback: '',
    purpose:
      'at least 32 bytes; signs tokens and peppers key hashes; made up and kept in `DATA_DIR` in development',
  },
  {
    name: 'SECRET_KEY_PREVIOUS',
    fallback: '',
    purpose: 'what `SECRET_KEY` was before a change; accepted until it is taken out',
  },
  {
    name: 'ACCESS_TOKEN_EXPIRE_MINUTES',
    fallback: '30',
    purpose: 'how long the token of a log-in is good',
  },
  {
    name: 'REFRESH_TOKEN_EXPIRE_DAYS',
    fallback: '7',
    purpose: 'how long a log-in can be refreshed after its last use',
  },
  {
    name: 'SECRETS_REFRESH_SECONDS',
    fallback: '15',
    purpose: 'how often a value that is a reference to a secret store is looked up again',
  },
  {
    name: 'BOOTSTRAP_ADMIN_KEY',
    fallback: '',
    purpose: 'an API key that exists from the first boot on, as `npm run keys -- generate` prints one',
  },
  {
    name: 'BOOTSTRAP_ADMIN_USERNAME',
    fallback: '',
    purpose: 'an administrator who can log in from the first boot on; changes nobody who is there already',
  },
  { name: 'BOOTSTRAP_ADMIN_PASSWORD', fallback: '', purpose: 'the password of that administrator' },
  {
    name: 'PUBLIC_URL',
    fallback: '',
    purpose: '`https://…` that clients call; what stands in front of the gateway is checked there',
  },
  {
    name: 'TRUSTED_IPS',
    fallback: '',
    purpose: 'addresses and CIDR networks that may call at all, separated by commas; empty means any',
  },
  {
    name: 'TRUST_PROXY',
    fallback: '0',
    purpose: 'how many proxies stand in front, or their networks, separated by commas',
  },
  {
    name: 'CORS_ORIGINS',
    fallback: '',
    purpose:
      'origins whose pages may read answers besides those of keys and browser tokens, exact or `https://*.example.com`, separated by commas',
  },
  {
    name: 'MAX_BODY_BYTES',
    fallback: '1048576',
    purpose: 'largest body that is read; unless set, 33554432 on `/v1`',
  },
  { name: 'RATE_LIMIT_MAX', fallback: '30', purpose: 'requests per key (or address) and window' },
  { name: 'RATE_LIMIT_WINDOW_SECONDS', fallback: '60', purpose: 'length of the window' },
  {
    name: 'FLOOD_LIMIT_MAX',
    fallback: '3000',
    purpose: 'requests per address and flood window that did not prove who sent them',
  },
  { name: 'FLOOD_LIMIT_WINDOW_SECONDS', fallback: '60', purpose: 'length of the flood window' },
  {
    name: 'UPSTREAM',
    fallback: '',
    purpose: '`anthropic` or `simulator`; by default `anthropic` when there is a key',
  },
  { name: 'ANTHROPIC_API_KEY', fallback: '', purpose: 'the provider key, which stays on the server' },
  {
    name: 'ANTHROPIC_BASE_URL',
    fallback: 'https://api.anthropic.com',
    purpose: 'any server that speaks the Messages API',
  },
  { name: 'ANTHROPIC_MODEL', fallback: 'claude-sonnet-5-5', purpose: 'model of requests that name none' },
  {
    name: 'ANTHROPIC_FALLBACK_MODEL',
    fallback: '',
    purpose: 'model that answers while the circuit of the asked one is open; empty: none does',
  },
  {
    name: 'PRICES_FILE',
    fallback: '',
    purpose: 'price list in place of the built-in one, in its format; read again when it changes',
  },
  {
    name: 'DAILY_BUDGET_USD',
    fallback: '',
    purpose: 'money that the whole gateway may spend in one day (UTC); empty: no limit',
  },
  {
    name: 'BUDGET_SOFT_PERCENT',
    fallback: '80',
    purpose: 'percent of a budget from which on it is told of; a key or user may have its own',
  },
  {
    name: 'ANALYTICS_KEEP_SECONDS',
    fallback: '300',
    purpose:
      'how long the answer to an analytics query is given again: for all types, or with `type=seconds`, separated by commas; 0: never',
  },
  {
    name: 'CHAINS_STORE_CONTENT',
    fallback: 'true',
    purpose: '`true`, or `false` to keep of conversations only shape and cost, and no text',
  },
  {
    name: 'CHAINS_RETENTION_DAYS',
    fallback: '30',
    purpose: 'how long a conversation is kept after its last step',
  },
  {
    name: 'CHAINS_HISTORY_TOKENS',
    fallback: '16000',
    purpose: 'how much of a conversation is sent again when it goes on, by estimate',
  },
  {
    name: 'UPSTREAM_TIMEOUT_MS',
    fallback: '60000',
    purpose:
      'longest silence of the provider: to a plain answer, all attempts together, and between the events of a stream, which may take ten times as long in all',
  },
  {
    name: 'UPSTREAM_MAX_RETRIES',
    fallback: '2',
    purpose: 'further attempts, at most 2, before anything has been passed on',
  },
  {
    name: 'UPSTREAM_CONNECTIONS_MAX',
    fallback: '4096',
    purpose:
      'connections of this gateway to the provider, one for each call under way; a call beyond them waits for one, within its time',
  },
  {
    name: 'CIRCUIT_FAILURE_THRESHOLD',
    fallback: '5',
    purpose: 'failed calls in a row after which a model is left alone',
  },
  {
    name: 'CIRCUIT_RESET_SECONDS',
    fallback: '60',
    purpose: 'how long it is left alone before one call probes it',
  },
  {
    name: 'SHUTDOWN_NOTICE_SECONDS',
    fallback: '0',
    purpose:
      'how long requests are still taken, while `/health/ready` is red already, once the gateway is told to end; longer than a proxy takes to see it',
  },
  {
    name: 'SHUTDOWN_GRACE_SECONDS',
    fallback: '30',
    purpose: 'how long answers under way may take once the gateway is told to end',
  },
  ...SIGHT_SETTINGS,
  { name: 'DATABASE_URL', fallback: '', purpose: '`postgres://…`; empty: embedded SQLite in `DATA_DIR`' },
  {
    name: 'DATABASE_POOL_MAX',
    fallback: '10',
    purpose:
      'connections of this gateway to PostgreSQL, from 2 on, besides two for reports; with those of all replicas fewer than its `max_connections`',
  },
  {
    name: 'DATABASE_TIMEOUT_MS',
    fallback: '900',
    purpose:
      'how long a request waits for an answer of the database, from 100 to 10000, before it is refused with 503; more where disk or network are slow. Two waits may follow each other',
  },
  {
    name: 'LEDGER_BATCH_MAX',
    fallback: '256',
    purpose: 'beginnings and ends of calls that share one commit of the ledger, from 1 to 1000',
  },
  {
    name: 'DATA_DIR',
    fallback: './data',
    purpose: 'folder of the embedded database and the development secret',
  },
  {
    name: 'REDIS_URL',
    fallback: '',
    purpose: '`redis://…`, shared by all replicas; empty: limits in this process',
  },
  {
    name: 'REDIS_TIMEOUT_MS',
    fallback: '400',
    purpose:
      'how long an answer of Redis is waited for, from 50 to 5000, before it counts as away and each replica limits by itself; more where the network is slow',
  },
  {
    name: 'REPLICAS',
    fallback: '1',
    purpose: 'how many gateways share the stores; over 1 needs both URLs in production',
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof SETTINGS)[number]['name'];
