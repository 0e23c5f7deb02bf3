import { ConfigurationError } from './environment-reader';
import { configOf } from './config.fixture';

type Env = Readonly<Record<string, string>>;

function problemsOf(env: Env): readonly string[] {
  try {
    configOf(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  throw new Error('Nothing was refused');
}

it('without any setting bodies, the upstream, the stores and the end have bounds', () => {
  expect(configOf()).toMatchObject({
    http: { maxBodyBytes: 1_048_576, maxMessageBytes: 33_554_432, shutdownGraceSeconds: 30 },
    upstream: {
      fallbackModel: undefined,
      timeoutMs: 60_000,
      maxRetries: 2,
      connectionsMax: 4096,
      circuit: { failureThreshold: 5, resetSeconds: 60 },
    },
    storage: { poolMax: 10, timeoutMs: 900, redisTimeoutMs: 400 },
    usage: { batchMax: 256 },
  });
});

describe('a limit on bodies is one for all,', () => {
  it.each([1024, 1_048_576, 33_554_432, 1_073_741_824])('of %i bytes', (bytes) => {
    expect(configOf({ MAX_BODY_BYTES: String(bytes) }).http).toMatchObject({
      maxBodyBytes: bytes,
      maxMessageBytes: bytes,
    });
  });

  it('but a blank one is none', () => {
    expect(configOf({ MAX_BODY_BYTES: ' ' }).http).toEqual(configOf().http);
  });
});

describe('what happens when the provider fails, how much is done at once, and when the gateway ends', () => {
  it.each<[Env, object]>([
    [{ ANTHROPIC_FALLBACK_MODEL: 'claude-haiku-5' }, { upstream: { fallbackModel: 'claude-haiku-5' } }],
    [{ ANTHROPIC_FALLBACK_MODEL: ' ' }, { upstream: { fallbackModel: undefined } }],
    [{ UPSTREAM_MAX_RETRIES: '0' }, { upstream: { maxRetries: 0 } }],
    [{ UPSTREAM_MAX_RETRIES: '2' }, { upstream: { maxRetries: 2 } }],
    [
      { CIRCUIT_FAILURE_THRESHOLD: '1' },
      { upstream: { circuit: { failureThreshold: 1, resetSeconds: 60 } } },
    ],
    [{ CIRCUIT_FAILURE_THRESHOLD: '1000' }, { upstream: { circuit: { failureThreshold: 1000 } } }],
    [{ CIRCUIT_RESET_SECONDS: '1' }, { upstream: { circuit: { failureThreshold: 5, resetSeconds: 1 } } }],
    [{ CIRCUIT_RESET_SECONDS: '86400' }, { upstream: { circuit: { resetSeconds: 86_400 } } }],
    [{ UPSTREAM_CONNECTIONS_MAX: '1' }, { upstream: { connectionsMax: 1 } }],
    [{ DATABASE_POOL_MAX: '500' }, { storage: { poolMax: 500 } }],
    [{ DATABASE_TIMEOUT_MS: '10000' }, { storage: { timeoutMs: 10_000 } }],
    [{ REDIS_TIMEOUT_MS: '5000' }, { storage: { redisTimeoutMs: 5000 } }],
    [{ LEDGER_BATCH_MAX: '1000' }, { usage: { batchMax: 1000 } }],
    [{ SHUTDOWN_NOTICE_SECONDS: '3' }, { http: { shutdownNoticeSeconds: 3 } }],
    [{ SHUTDOWN_GRACE_SECONDS: '0' }, { http: { shutdownGraceSeconds: 0 } }],
    [{ SHUTDOWN_GRACE_SECONDS: '3600' }, { http: { shutdownGraceSeconds: 3600 } }],
  ])('is read from %j', (env, expected) => {
    expect(configOf(env)).toMatchObject(expected);
  });

  it.each<[string, readonly string[], string]>([
    ['MAX_BODY_BYTES', ['1023', '1073741825', '1e6', '1MB'], 'from 1024 to 1073741824'],
    ['UPSTREAM_MAX_RETRIES', ['3', '-1', '1.5', 'none'], 'from 0 to 2'],
    ['CIRCUIT_FAILURE_THRESHOLD', ['0', '1001', '-5', 'off'], 'from 1 to 1000'],
    ['CIRCUIT_RESET_SECONDS', ['0', '86401', '0.5', '1m'], 'from 1 to 86400'],
    ['UPSTREAM_CONNECTIONS_MAX', ['0', '65536', 'none'], 'from 1 to 65535'],
    ['DATABASE_POOL_MAX', ['0', '1', '501', '1e2'], 'from 2 to 500'],
    ['DATABASE_TIMEOUT_MS', ['99', '10001', '-1', '1s'], 'from 100 to 10000'],
    ['REDIS_TIMEOUT_MS', ['49', '5001', '0.4', '1s'], 'from 50 to 5000'],
    ['LEDGER_BATCH_MAX', ['0', '1001', '-1'], 'from 1 to 1000'],
    ['SHUTDOWN_GRACE_SECONDS', ['-1', '3601', '30s', 'Infinity'], 'from 0 to 3600'],
  ])('takes for %s none of %j', (name, values, range) => {
    for (const value of values)
      expect(problemsOf({ [name]: value })).toEqual([`${name} should be a whole number ${range}`]);
  });
});
