import { configOf } from '../../config/config.fixture';
import { Secrets } from '../../secrets';
import type { Verdict } from '../check';
import { SettingsChecks } from './settings.checks';

const SECRET = 'a fixture, not a secret: q7Zr2Kx9Lw4Tn8Vb';
const OTHER = 'a fixture, not a secret: B5mYc1Hs6Jd3Gf0P';
/** A gateway that is ready to go live. */
const READY = {
  NODE_ENV: 'production',
  SECRET_KEY: SECRET,
  ANTHROPIC_API_KEY: 'a-fixture-of-a-provider-key',
  CORS_ORIGINS: 'https://app.example.com',
};

async function verdicts(env: Readonly<Record<string, string>>): Promise<Record<string, Verdict>> {
  const looked = new SettingsChecks(configOf({ ...READY, ...env }), Secrets.of({})).all.map(
    async (check) => [check.id, (await check.look()).status] as const,
  );
  return Object.fromEntries(await Promise.all(looked));
}

describe('the checks of the settings', () => {
  it('all pass where everything is as it should be', async () => {
    expect(new Set(Object.values(await verdicts({})))).toEqual(new Set(['pass']));
  });

  it.each<[string, Verdict, Readonly<Record<string, string>>]>([
    ['mode', 'failure', { NODE_ENV: 'development' }],
    ['mode', 'failure', { NODE_ENV: 'test' }],
    ['secret-strength', 'failure', { SECRET_KEY: 'abababababababababababababababcd', NODE_ENV: 'test' }],
    ['secret-strength', 'failure', { METRICS_TOKEN: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['secret-strength', 'failure', { METRICS_TOKEN: 'your-super-secret-token-goes-here-1234' }],
    ['secret-reuse', 'failure', { METRICS_TOKEN: SECRET }],
    ['secret-reuse', 'failure', { ALERT_WEBHOOK_SECRET: SECRET, ALERT_WEBHOOK_URL: 'https://example.com' }],
    [
      'secret-reuse',
      'failure',
      { METRICS_TOKEN: OTHER, REDIS_URL: `redis://:${encodeURIComponent(OTHER)}@h` },
    ],
    ['previous-secret', 'warning', { SECRET_KEY_PREVIOUS: OTHER }],
    ['bootstrap', 'warning', { BOOTSTRAP_ADMIN_KEY: 'sp_fixture' }],
    ['bootstrap', 'warning', { BOOTSTRAP_ADMIN_USERNAME: 'ada', BOOTSTRAP_ADMIN_PASSWORD: OTHER }],
    ['bootstrap', 'failure', { BOOTSTRAP_ADMIN_USERNAME: 'ada', BOOTSTRAP_ADMIN_PASSWORD: 'ChangeMe' }],
    ['bootstrap', 'failure', { BOOTSTRAP_ADMIN_USERNAME: 'ada', BOOTSTRAP_ADMIN_PASSWORD: 'ADA' }],
    ['cors', 'failure', { CORS_ORIGINS: '*', NODE_ENV: 'development' }],
    ['cors', 'warning', { CORS_ORIGINS: 'https://a.example.com,http://b.example.com' }],
    ['log', 'failure', { LOG_LEVEL: 'debug', NODE_ENV: 'development' }],
    ['log', 'failure', { LOG_BODIES: 'true', NODE_ENV: 'development' }],
    ['log', 'warning', { LOG_LEVEL: 'silent' }],
    ['replicas', 'failure', { REPLICAS: '2', NODE_ENV: 'test' }],
    ['replicas', 'failure', { REPLICAS: '2', REDIS_URL: 'redis://h', NODE_ENV: 'test' }],
    ['replicas', 'pass', { REPLICAS: '2', REDIS_URL: 'redis://h', DATABASE_URL: 'postgres://h/d' }],
    ['upstream', 'failure', { UPSTREAM: 'simulator' }],
    ['upstream', 'failure', { ANTHROPIC_BASE_URL: 'http://api.example.com' }],
    ['upstream', 'pass', { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' }],
  ])('find in %s a %s', async (id, verdict, env) => {
    expect((await verdicts(env))[id]).toBe(verdict);
  });

  it('say what is wrong and what to do without a value of a secret', async () => {
    const config = configOf({ ...READY, METRICS_TOKEN: SECRET, SECRET_KEY_PREVIOUS: OTHER });
    const said = await Promise.all(
      new SettingsChecks(config, Secrets.of({})).all.map(async (check) => check.look()),
    );
    expect(JSON.stringify(said)).not.toContain(SECRET);
    expect(JSON.stringify(said)).not.toContain(OTHER);
    for (const { status, fix } of said) expect(fix === null).toBe(status === 'pass');
  });
});
