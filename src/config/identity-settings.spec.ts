import { ConfigurationError } from './environment-reader';
import { readConfig } from './read-config';

const SECRET = 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0';
/** Occurs in every wrong value, and must occur in no complaint. */
const CANARY = 'canary42';

const read = (env: Readonly<Record<string, string>>): ReturnType<typeof readConfig> =>
  readConfig({ SECRET_KEY: SECRET, ...env });

describe('the settings of identity', () => {
  it('have defaults', () => {
    expect(read({})).toMatchObject({
      tokens: { accessSeconds: 1800, refreshDays: 7 },
      secrets: { previousSecretKey: undefined, bootstrapAdminKey: undefined, bootstrapAdmin: undefined },
    });
  });

  it.each([
    [{ ACCESS_TOKEN_EXPIRE_MINUTES: '1' }, { tokens: { accessSeconds: 60 } }],
    [{ ACCESS_TOKEN_EXPIRE_MINUTES: '1440' }, { tokens: { accessSeconds: 86_400 } }],
    [{ REFRESH_TOKEN_EXPIRE_DAYS: '365' }, { tokens: { refreshDays: 365 } }],
    [
      { SECRET_KEY_PREVIOUS: 'p'.repeat(32) },
      { secrets: { secretKey: SECRET, previousSecretKey: 'p'.repeat(32) } },
    ],
    [{ SECRET_KEY_PREVIOUS: 'é'.repeat(16) }, { secrets: { previousSecretKey: 'é'.repeat(16) } }],
    [
      { BOOTSTRAP_ADMIN_USERNAME: 'chris', BOOTSTRAP_ADMIN_PASSWORD: 'correct horse' },
      { secrets: { bootstrapAdmin: { username: 'chris', password: 'correct horse' } } },
    ],
    [
      { CORS_ORIGINS: 'https://*.example.com,http://localhost:3000' },
      { http: { corsOrigins: ['https://*.example.com', 'http://localhost:3000'] } },
    ],
  ])('are read from %j', (env, expected) => {
    expect(read(env)).toMatchObject(expected);
  });

  it.each([
    ['ACCESS_TOKEN_EXPIRE_MINUTES', '0'],
    ['ACCESS_TOKEN_EXPIRE_MINUTES', '1441'],
    ['ACCESS_TOKEN_EXPIRE_MINUTES', '1.5'],
    ['ACCESS_TOKEN_EXPIRE_MINUTES', CANARY],
    ['REFRESH_TOKEN_EXPIRE_DAYS', '0'],
    ['REFRESH_TOKEN_EXPIRE_DAYS', '366'],
    ['SECRET_KEY_PREVIOUS', `${CANARY}${'x'.repeat(23)}`],
    ['BOOTSTRAP_ADMIN_USERNAME', CANARY],
    ['BOOTSTRAP_ADMIN_PASSWORD', CANARY],
    ['CORS_ORIGINS', `https://*.${CANARY}`],
    ['CORS_ORIGINS', `https://*.*.${CANARY}.test`],
    ['CORS_ORIGINS', `https://a.${CANARY}.*`],
    ['CORS_ORIGINS', `https://a*.${CANARY}.test`],
  ])('are refused by name, and not repeated: %s=%s', (name, value) => {
    const reading = (): unknown => read({ [name]: value });
    expect(reading).toThrow(ConfigurationError);
    expect(reading).toThrow(name.startsWith('BOOTSTRAP') ? 'BOOTSTRAP_ADMIN_PASSWORD' : name);
    expect(reading).not.toThrow(CANARY);
  });
});
