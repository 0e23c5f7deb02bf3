import { configOf } from '../config/config.fixture';
import { configuredSecrets } from './configured-secrets';

const SECRET = (name: string): string => `fixture-of-the-tests-${name}-0123456789-0123456789`;

it.each<[string, Readonly<Record<string, string>>, string]>([
  ['the key of tokens', { SECRET_KEY: SECRET('one') }, SECRET('one')],
  ['the one before it', { SECRET_KEY_PREVIOUS: SECRET('two') }, SECRET('two')],
  ['the provider key', { ANTHROPIC_API_KEY: SECRET('three') }, SECRET('three')],
  ['the first key', { BOOTSTRAP_ADMIN_KEY: SECRET('four') }, SECRET('four')],
  [
    'the first password',
    { BOOTSTRAP_ADMIN_USERNAME: 'root', BOOTSTRAP_ADMIN_PASSWORD: SECRET('five') },
    SECRET('five'),
  ],
  ['the token of the metrics', { METRICS_TOKEN: SECRET('six') }, SECRET('six')],
  [
    'the secret of the webhook',
    { ALERT_WEBHOOK_URL: 'https://x.example/a', ALERT_WEBHOOK_SECRET: SECRET('7') },
    SECRET('7'),
  ],
  [
    'the path of the webhook',
    { ALERT_WEBHOOK_URL: 'https://x.example/services/T0/B0/x' },
    'services/T0/B0/x',
  ],
  [
    'a long part of that path',
    { ALERT_WEBHOOK_URL: 'https://x.example/a/fixture-of-a-part' },
    'fixture-of-a-part',
  ],
  ['the query of the webhook', { ALERT_WEBHOOK_URL: 'https://x.example/?code=abc' }, 'code=abc'],
  ['the password of the database', { DATABASE_URL: 'postgres://me:p%40ss%2Fword@db/x' }, 'p@ss/word'],
  ['the same as it is written', { DATABASE_URL: 'postgres://me:p%40ss%2Fword@db/x' }, 'p%40ss%2Fword'],
  ['a password that is no encoding', { REDIS_URL: 'redis://:100%25%zz@redis' }, '100%25%zz'],
  [
    'the headers of the collector',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://x.example', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=fixture-8' },
    'fixture-8',
  ],
])('%s is known', (_, env, secret) => {
  expect(configuredSecrets(configOf(env))).toContain(secret);
});
