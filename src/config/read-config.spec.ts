import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { ConfigurationError } from './environment-reader';
import { readConfig } from './read-config';
import { SETTINGS } from './settings';

/** Occurs in every wrong value, and must occur in no complaint. */
const CANARY = 'canary42';
const SECRET = 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sallyport-config-'));
});
afterAll(() => {
  rmSync(dataDir, { recursive: true });
});

type Env = Readonly<Record<string, unknown>>;

const development = (env: Env): ReturnType<typeof readConfig> => readConfig({ DATA_DIR: dataDir, ...env });
const production = (env: Env): ReturnType<typeof readConfig> =>
  development({ NODE_ENV: 'production', SECRET_KEY: SECRET, ANTHROPIC_API_KEY: 'sk-ant-1', ...env });

function complaintOf(read: () => unknown): ConfigurationError {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}

/** The variables that the complaint names. */
const named = (read: () => unknown): readonly string[] =>
  complaintOf(read).problems.map((problem) => problem.split(' ')[0] ?? '');

describe('without any setting', () => {
  it('a developer gets a gateway that runs', () => {
    expect(development({})).toMatchObject({
      mode: 'development',
      http: { host: '127.0.0.1', port: 5001, trustedNetworks: [], trustProxy: 0, corsOrigins: [] },
      log: { level: 'info' },
      limits: {
        rate: { maxRequests: 30, windowSeconds: 60 },
        flood: { maxRequests: 3000, windowSeconds: 60 },
      },
      upstream: {
        id: 'simulator',
        apiKey: undefined,
        baseUrl: 'https://api.anthropic.com',
        timeoutMs: 60_000,
      },
      storage: { databaseUrl: undefined, redisUrl: undefined, dataDir: resolve(dataDir) },
      secrets: { madeUpIn: join(dataDir, 'development-secret'), bootstrapAdminKey: undefined },
    });
  });

  it('the same as with every setting empty or blank', () => {
    const empty = Object.fromEntries(SETTINGS.map(({ name }) => [name, '']));
    const blank = Object.fromEntries(SETTINGS.map(({ name }) => [name, '  ']));
    expect(development({ ...empty, DATA_DIR: dataDir })).toEqual(development({}));
    expect(development({ ...blank, DATA_DIR: dataDir })).toEqual(development({}));
  });
});

describe('a setting', () => {
  it.each([
    [{ PORT: '0' }, { http: { port: 0 } }],
    [{ PORT: ' 8080 ' }, { http: { port: 8080 } }],
    [{ HOST: '::' }, { http: { host: '::' } }],
    [{ TRUST_PROXY: '2' }, { http: { trustProxy: 2 } }],
    [{ TRUST_PROXY: '10.0.0.0/8, ::1' }, { http: { trustProxy: ['10.0.0.0/8', '::1'] } }],
    [{ TRUSTED_IPS: '10.0.0.0/8,,2001:db8::/32' }, { http: { trustedNetworks: { length: 2 } } }],
    [
      { CORS_ORIGINS: 'https://a.example, http://localhost:3000' },
      { http: { corsOrigins: ['https://a.example', 'http://localhost:3000'] } },
    ],
    [{ CORS_ORIGINS: '*' }, { http: { corsOrigins: ['*'] } }],
    [{ MAX_BODY_BYTES: '2048' }, { http: { maxBodyBytes: 2048 } }],
    [
      { RATE_LIMIT_MAX: '7', RATE_LIMIT_WINDOW_SECONDS: '9' },
      { limits: { rate: { maxRequests: 7, windowSeconds: 9 } } },
    ],
    [
      { FLOOD_LIMIT_MAX: '8', FLOOD_LIMIT_WINDOW_SECONDS: '3' },
      { limits: { flood: { maxRequests: 8, windowSeconds: 3 } } },
    ],
    [{ ANTHROPIC_API_KEY: 'sk' }, { upstream: { id: 'anthropic', apiKey: 'sk' } }],
    [{ ANTHROPIC_API_KEY: 'sk', UPSTREAM: 'simulator' }, { upstream: { id: 'simulator' } }],
    [{ ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' }, { upstream: { baseUrl: 'http://127.0.0.1:1' } }],
    [{ ANTHROPIC_MODEL: 'claude-opus-5-5' }, { upstream: { model: 'claude-opus-5-5' } }],
    [{ UPSTREAM_TIMEOUT_MS: '100' }, { upstream: { timeoutMs: 100 } }],
    [{ DATABASE_URL: 'postgres://h/d' }, { storage: { databaseUrl: 'postgres://h/d' } }],
    [{ REDIS_URL: 'rediss://h' }, { storage: { redisUrl: 'rediss://h' } }],
    [{ SECRET_KEY: SECRET }, { secrets: { secretKey: SECRET, madeUpIn: undefined } }],
    [{ BOOTSTRAP_ADMIN_KEY: 'sp_x' }, { secrets: { bootstrapAdminKey: 'sp_x' } }],
    [{ LOG_LEVEL: 'trace' }, { log: { level: 'trace' } }],
  ])('%j is read', (env, expected) => {
    expect(development(env)).toMatchObject(expected);
  });

  it.each([
    ['NODE_ENV', CANARY],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['PORT', '1e3'],
    ['PORT', `80${CANARY}`],
    ['LOG_LEVEL', CANARY],
    ['LOG_LEVEL', 'INFO'],
    ['SECRET_KEY', CANARY],
    ['SECRET_KEY', 'x7'.repeat(15)],
    ['TRUSTED_IPS', `10.0.0.0/8,${CANARY}`],
    ['TRUSTED_IPS', '10.0.0.0/33'],
    ['TRUSTED_IPS', '010.0.0.1'],
    ['TRUST_PROXY', CANARY],
    ['TRUST_PROXY', '17'],
    ['TRUST_PROXY', 'loopback'],
    ['TRUST_PROXY', 'true'],
    ['CORS_ORIGINS', CANARY],
    ['CORS_ORIGINS', `https://${CANARY}.example/`],
    ['CORS_ORIGINS', `https://${CANARY}.example/path`],
    ['CORS_ORIGINS', 'null'],
    ['CORS_ORIGINS', '*.example.org'],
    ['CORS_ORIGINS', 'HTTPS://EXAMPLE.COM'],
    ['MAX_BODY_BYTES', '1023'],
    ['MAX_BODY_BYTES', CANARY],
    ['RATE_LIMIT_MAX', '0'],
    ['RATE_LIMIT_MAX', CANARY],
    ['RATE_LIMIT_WINDOW_SECONDS', '0'],
    ['RATE_LIMIT_WINDOW_SECONDS', '86401'],
    ['FLOOD_LIMIT_MAX', '0'],
    ['FLOOD_LIMIT_WINDOW_SECONDS', CANARY],
    ['ANTHROPIC_BASE_URL', `ftp://${CANARY}`],
    ['ANTHROPIC_BASE_URL', CANARY],
    ['UPSTREAM_TIMEOUT_MS', '99'],
    ['UPSTREAM_TIMEOUT_MS', 'Infinity'],
    ['DATABASE_URL', `mysql://root:${CANARY}@h/d`],
    ['DATABASE_URL', CANARY],
    ['REDIS_URL', `http://:${CANARY}@h`],
    ['REDIS_URL', `${CANARY}:6379`],
  ])('%s=%s is refused by name and not repeated', (name, value) => {
    const { message, problems } = complaintOf(() => development({ [name]: value }));
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} should be `))]);
    expect(message).toContain(name);
    expect(message).not.toContain(CANARY);
    if (value.length > 8) expect(message).not.toContain(value);
  });

  it('is refused together with all others that are wrong, each once', () => {
    const wrong = {
      PORT: CANARY,
      LOG_LEVEL: CANARY,
      TRUSTED_IPS: `${CANARY},${CANARY}2`,
      REDIS_URL: CANARY,
      SECRET_KEY: CANARY,
    };
    expect([...named(() => development(wrong))].sort()).toEqual(Object.keys(wrong).sort());
  });

  it('never lets any value into a complaint', () => {
    const value = fc.string({ maxLength: 20 }).map((text) => `${CANARY}${text}`);
    const env = fc.dictionary(fc.constantFrom(...SETTINGS.map(({ name }) => name)), value);
    fc.assert(
      fc.property(env, (settings) => {
        try {
          readConfig({ PORT: CANARY, ...settings, DATA_DIR: dataDir });
        } catch (error) {
          expect((error as Error).message).not.toContain(CANARY);
        }
      }),
    );
  });
});

describe('production', () => {
  it('runs with a secret and a provider key, on all interfaces, and makes nothing up', () => {
    const elsewhere = join(dataDir, 'production');
    expect(production({ DATA_DIR: elsewhere })).toMatchObject({
      mode: 'production',
      http: { host: '0.0.0.0' },
      secrets: { secretKey: SECRET, madeUpIn: undefined },
      upstream: { id: 'anthropic' },
    });
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('listens where HOST says', () => {
    expect(production({ HOST: '127.0.0.1' }).http.host).toBe('127.0.0.1');
  });

  it.each([
    ['SECRET_KEY', ''],
    ['SECRET_KEY', '   '],
    ['SECRET_KEY', 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj'],
    ['SECRET_KEY', 'change-me-change-me-change-me-change-me'],
    ['SECRET_KEY', 'changeme'.repeat(5)],
    ['SECRET_KEY', 'your-secret-key-here-0123456789abcdef'],
    ['SECRET_KEY', 'this-is-a-super-secret-value-0123456789'],
    ['SECRET_KEY', 'SECRET_KEY_SECRET_KEY_SECRET_KEY_1234'],
    ['SECRET_KEY', 'MyPassword-MyPassword-MyPassword-123'],
    ['SECRET_KEY', 'a'.repeat(64)],
    ['SECRET_KEY', 'abcd'.repeat(16)],
    ['SECRET_KEY', '0'.repeat(32)],
    ['ANTHROPIC_API_KEY', ''],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://a.example,*'],
    ['LOG_LEVEL', 'debug'],
    ['LOG_LEVEL', 'trace'],
  ])('refuses %s=%s', (name, value) => {
    expect(new Set(named(() => production({ [name]: value })))).toEqual(new Set([name]));
  });

  it.each([
    [{ REPLICAS: '2' }, ['DATABASE_URL', 'REDIS_URL']],
    [{ REPLICAS: '2', REDIS_URL: 'redis://h' }, ['DATABASE_URL']],
    [{ REPLICAS: '2', DATABASE_URL: 'postgres://h/d' }, ['REDIS_URL']],
    [{ UPSTREAM: 'simulator', ANTHROPIC_API_KEY: '' }, ['ANTHROPIC_API_KEY']],
    [{ REPLICAS: 'many' }, ['REPLICAS']],
    [{ REPLICAS: '0' }, ['REPLICAS']],
  ])('with %j misses %j', (env, missing) => {
    expect([...named(() => production(env))].sort()).toEqual(missing);
  });

  it.each([
    [{ REPLICAS: '1' }],
    [{ REPLICAS: '3', REDIS_URL: 'redis://h', DATABASE_URL: 'postgres://h/d' }],
    [{ LOG_LEVEL: 'warn', CORS_ORIGINS: 'https://a.example' }],
  ])('accepts %j', (env) => {
    expect(production(env).mode).toBe('production');
  });

  it('names everything that is missing at once', () => {
    const problems = named(() => readConfig({ NODE_ENV: 'production', DATA_DIR: dataDir, PORT: CANARY }));
    expect(new Set(problems)).toEqual(new Set(['SECRET_KEY', 'ANTHROPIC_API_KEY', 'PORT']));
  });

  it('says of each what it should be, and shows none', () => {
    const wrong = { PORT: CANARY, SECRET_KEY: CANARY, REPLICAS: '2', DATABASE_URL: '', REDIS_URL: '' };
    const { message } = complaintOf(() => production(wrong));
    for (const sentence of [
      'PORT should be a whole number from 0 to 65535',
      'SECRET_KEY should be at least 32 bytes long',
      'REDIS_URL should be set when REPLICAS is over 1',
      'DATABASE_URL should be set when REPLICAS is over 1',
    ])
      expect(message).toContain(sentence);
    expect(message).not.toContain(CANARY);
  });
});

it('what was read cannot be changed, at any depth', () => {
  const frozen = (value: unknown): boolean =>
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(frozen));
  expect(
    frozen(development({ TRUSTED_IPS: '10.0.0.0/8', TRUST_PROXY: '::1', CORS_ORIGINS: 'https://a.example' })),
  ).toBe(true);
});
