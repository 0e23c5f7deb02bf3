import { configOf } from '../config/config.fixture';
import { RedisConnection } from '../storage';
import { storeOfBlock } from '../storage/store.fixture';
import { FirstCredentials, type MadeUp } from './first-credentials';
import { newApiKey } from './keys/api-key-format';
import { keysOf } from './keys/keys.fixture';
import { Revocations } from './revocations';
import { CheapPasswords } from './users/users.fixture';
import { UserAdministration } from './users/user-administration';
import { UserStore } from './users/user.store';

const place = storeOfBlock('sqlite');
let gateway: ReturnType<typeof keysOf>;
let users: UserStore;
beforeEach(() => {
  gateway = keysOf(place.database);
  users = new UserStore(place.database);
});

const provide = async (env: Readonly<Record<string, string>> = {}): Promise<MadeUp> => {
  const revocations = new Revocations(new RedisConnection(undefined));
  const administration = new UserAdministration(users, new CheapPasswords(), gateway.clock, revocations);
  const credentials = new FirstCredentials(gateway.keys, gateway.store, administration, configOf(env));
  await credentials.provide();
  return credentials.makeUp();
};
const boot = async (env: Readonly<Record<string, string>> = {}): Promise<string | undefined> =>
  (await provide(env)).key;

describe('the first key', () => {
  it('of a developer is a member’s, made once and shown once', async () => {
    const key = await boot();
    await expect(gateway.verifier.verify(key ?? '')).resolves.toMatchObject({ role: 'member' });
    expect(await boot()).toBeUndefined();
    expect(await gateway.keys.list()).toHaveLength(1);
  });

  it.each([[{ NODE_ENV: 'test' }], [{ NODE_ENV: 'production', ANTHROPIC_API_KEY: 'sk' }]])(
    'is not made up with %j',
    async (env) => {
      expect(await boot(env)).toBeUndefined();
      expect(await gateway.keys.list()).toEqual([]);
    },
  );

  it.each(['development', 'test'])(
    'of an operator is the one that is configured, in %s',
    async (NODE_ENV) => {
      const { key } = newApiKey();
      for (let boots = 0; boots < 2; boots += 1) {
        expect(await boot({ NODE_ENV, BOOTSTRAP_ADMIN_KEY: key })).toBeUndefined();
      }
      expect(await gateway.keys.list()).toHaveLength(1);
      await expect(gateway.verifier.verify(key)).resolves.toMatchObject({ role: 'admin', mode: 'full' });
    },
  );

  it('of an operator that was revoked stays so at the next boot', async () => {
    const { id, key } = newApiKey();
    await boot({ BOOTSTRAP_ADMIN_KEY: key });
    await gateway.keys.revoke(id);
    await boot({ BOOTSTRAP_ADMIN_KEY: key });
    await expect(gateway.verifier.verify(key)).rejects.toMatchObject({ code: 'credential_invalid' });
  });

  it('of an operator that is no key stops the boot without being shown', async () => {
    const booting = boot({ BOOTSTRAP_ADMIN_KEY: 'canary42' });
    await expect(booting).rejects.toThrow(
      'BOOTSTRAP_ADMIN_KEY should be a key that `npm run keys -- generate` prints',
    );
    await expect(booting).rejects.not.toThrow('canary42');
  });
});

describe('the login of a developer', () => {
  it('is an administrator’s, with a password that nobody chose, made once and shown once', async () => {
    const { login } = await provide();
    expect(login?.username).toBe('admin');
    expect(login?.password).toMatch(/^[0-9A-Za-z]{24}$/);
    const user = await users.named('admin');
    expect(user).toMatchObject({ role: 'admin', mode: 'full' });
    expect(await new CheapPasswords().compare(login?.password ?? '', user?.passwordHash)).toBe(true);
    expect((await provide()).login).toBeUndefined();
  });

  it.each([
    ['in tests', { NODE_ENV: 'test' }],
    ['in production', { NODE_ENV: 'production', ANTHROPIC_API_KEY: 'sk' }],
    [
      'where there is one already',
      { BOOTSTRAP_ADMIN_USERNAME: 'chris', BOOTSTRAP_ADMIN_PASSWORD: 'correct horse battery' },
    ],
  ])('is not made up %s', async (_, env) => {
    expect((await provide(env)).login).toBeUndefined();
    expect(await users.named('admin')).toBeUndefined();
  });
});

describe('the first administrator', () => {
  const CHRIS = { BOOTSTRAP_ADMIN_USERNAME: 'chris', BOOTSTRAP_ADMIN_PASSWORD: 'correct horse battery' };
  const logsInWith = async (password: string): Promise<boolean> =>
    new CheapPasswords().compare(password, (await users.named('chris'))?.passwordHash);

  it('can log in from the first boot on, and is made once however many replicas boot', async () => {
    await Promise.all([boot(CHRIS), boot(CHRIS)]);
    expect(await users.named('Chris')).toMatchObject({ username: 'chris', role: 'admin', mode: 'full' });
    expect(await logsInWith('correct horse battery')).toBe(true);
  });

  it('is left as they are by later boots', async () => {
    await boot(CHRIS);
    const before = await users.named('chris');
    await boot({ ...CHRIS, BOOTSTRAP_ADMIN_PASSWORD: 'another password' });
    expect(await users.named('chris')).toEqual(before);
    expect(await logsInWith('another password')).toBe(false);
  });

  it.each([
    ['a name with a space', 'ca nary42', 'long enough', 'BOOTSTRAP_ADMIN_USERNAME should be'],
    ['a short password', 'chris', 'cana42', 'BOOTSTRAP_ADMIN_PASSWORD must be at least'],
    ['a long password', 'chris', `cana42${'x'.repeat(70)}`, 'BOOTSTRAP_ADMIN_PASSWORD must be at most'],
    ['a NUL', 'chris', 'cana42\0long', 'BOOTSTRAP_ADMIN_PASSWORD must not contain'],
  ])('with %s stops the boot, named but not shown', async (_, username, password, problem) => {
    const booting = boot({ BOOTSTRAP_ADMIN_USERNAME: username, BOOTSTRAP_ADMIN_PASSWORD: password });
    await expect(booting).rejects.toThrow(problem);
    await expect(booting).rejects.not.toThrow(/cana/);
    expect(await users.named('chris')).toBeUndefined();
  });
});
