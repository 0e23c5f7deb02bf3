import { Logger } from '@nestjs/common';
import { type SecretKeys, SecretSourceRegistry, type Secrets } from '../secrets';
import { ShelfSource } from '../secrets/secrets.fixture';
import { ConfigurationError } from './environment-reader';
import { readConfig } from './read-config';
import { followSecrets, resolveSecrets, secretKeysOf } from './secret-settings';

const [OLD, NEW, NEWER] = ['old', 'new', 'newer'].map((word) => `${word} fixture `.repeat(4).trim()) as [
  string,
  string,
  string,
];

const warnings: unknown[] = [];
beforeEach(() => {
  warnings.length = 0;
  jest.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((facts: unknown) => {
    warnings.push(facts);
  });
});
afterEach(() => jest.restoreAllMocks());

interface Gateway {
  readonly source: ShelfSource;
  readonly secrets: Secrets;
  readonly keys: SecretKeys;
}

async function booted(
  env: Readonly<Record<string, string>>,
  shelf: Readonly<Record<string, string>>,
): Promise<Gateway> {
  const source = new ShelfSource();
  for (const [place, value] of Object.entries(shelf)) source.shelf.set(place, value);
  const secrets = await resolveSecrets(new SecretSourceRegistry([source]), { NODE_ENV: 'test', ...env });
  const config = readConfig(secrets.settings);
  const keys = secretKeysOf(secrets, config);
  followSecrets(secrets, config, keys);
  return { source, secrets, keys };
}

async function ended({ secrets, keys }: Gateway): Promise<void> {
  keys.close();
  await secrets.close();
}

describe('settings that are references', () => {
  it('are resolved, and nothing of it gets into the environment', async () => {
    const env = { SECRET_KEY: 'shelf://key', PORT: '5001', UNKNOWN: 'shelf://nothing' };
    const gateway = await booted(env, { key: NEW });
    expect(readConfig(gateway.secrets.settings)).toMatchObject({
      http: { port: 5001 },
      secrets: { secretKey: NEW, refreshSeconds: 15 },
    });
    expect(env.SECRET_KEY).toBe('shelf://key');
    expect(JSON.stringify(process.env)).not.toContain(NEW);
    await ended(gateway);
  });

  it('that cannot be resolved stop the boot as wrong settings do', async () => {
    const opening = booted({ SECRET_KEY: 'shelf://key' }, {});
    await expect(opening).rejects.toBeInstanceOf(ConfigurationError);
    await expect(opening).rejects.toThrow('SECRET_KEY is a reference that cannot be resolved');
  });

  it.each<[string, string, string]>([
    ['SECRET_KEY', 'short', 'SECRET_KEY should be at least 32 bytes long'],
    ['METRICS_TOKEN', 'short', 'METRICS_TOKEN should be at least 16 bytes long'],
    ['ANTHROPIC_API_KEY', 'two\nlines', 'ANTHROPIC_API_KEY should be one line of ASCII characters'],
    [
      'DATABASE_URL',
      'mysql://x',
      'DATABASE_URL should be a URL that starts with postgres:// or postgresql://',
    ],
  ])('%s is not taken when it becomes %j', async (name, value, reason) => {
    const good = name === 'DATABASE_URL' ? 'postgres://h/d' : NEW;
    const plain = name === 'SECRET_KEY' ? {} : { SECRET_KEY: NEW };
    const gateway = await booted({ ...plain, [name]: 'shelf://it' }, { it: good.replaceAll(' ', '-') });
    gateway.source.shelf.set('it', value);
    await gateway.secrets.refreshAll();
    expect(gateway.secrets.value(name)).toBe(good.replaceAll(' ', '-'));
    expect(warnings).toEqual([expect.objectContaining({ setting: name, fault: 'unfit', reason })]);
    await ended(gateway);
  });

  it.each(['DATABASE_URL', 'REDIS_URL'])('%s that changes asks for a restart', async (name) => {
    const scheme = name === 'REDIS_URL' ? 'redis' : 'postgres';
    const gateway = await booted({ SECRET_KEY: NEW, [name]: 'shelf://it' }, { it: `${scheme}://one/d` });
    gateway.source.shelf.set('it', `${scheme}://two/d`);
    await gateway.secrets.refreshAll();
    expect(warnings).toEqual([{ setting: name }]);
    await ended(gateway);
  });
});

describe('SECRET_KEY that is a reference', () => {
  it('is used at once by the first boot', async () => {
    const gateway = await booted({ SECRET_KEY: 'shelf://key' }, { key: NEW });
    expect([gateway.keys.current, gateway.keys.accepted]).toEqual([NEW, [NEW]]);
    await ended(gateway);
  });

  it('is accepted before it is used when it changes, and so is the previous one', async () => {
    const env = { SECRET_KEY: 'shelf://key', SECRET_KEY_PREVIOUS: 'shelf://before' };
    const gateway = await booted(env, { key: NEW, before: OLD });
    gateway.keys.adopt();
    gateway.source.shelf.set('key', NEWER);
    gateway.source.shelf.set('before', NEW);
    await gateway.secrets.refreshAll();
    expect([gateway.keys.current, gateway.keys.accepted]).toEqual([NEW, [NEW, NEWER, OLD]]);
    gateway.keys.adopt();
    expect([gateway.keys.current, gateway.keys.accepted]).toEqual([NEWER, [NEWER, NEW, OLD]]);
    await ended(gateway);
  });

  it('waits for the others after a boot in the middle of a change; a value of its own does not', async () => {
    const [reference, plain] = await Promise.all([
      booted({ SECRET_KEY: 'shelf://key', SECRET_KEY_PREVIOUS: OLD }, { key: NEW }),
      booted({ SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD }, {}),
    ]);
    expect([reference.keys.current, reference.keys.accepted]).toEqual([OLD, [OLD, NEW]]);
    expect([plain.keys.current, plain.keys.accepted]).toEqual([NEW, [NEW, OLD]]);
    await Promise.all([ended(reference), ended(plain)]);
  });
});
