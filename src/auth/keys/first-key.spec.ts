import { configOf } from '../../config/config.fixture';
import { TestStore } from '../../storage/store.fixture';
import { newApiKey } from './api-key-format';
import { FirstKey } from './first-key';
import { keysOf } from './keys.fixture';

let place: TestStore;
let gateway: ReturnType<typeof keysOf>;
beforeEach(async () => {
  place = await TestStore.create('sqlite');
  gateway = keysOf(await place.open());
  expect(await gateway.keys.list()).toEqual([]);
});
afterEach(() => place.remove());

const boot = (env: Readonly<Record<string, string>>): Promise<string | undefined> =>
  new FirstKey(gateway.keys, gateway.store, configOf(env)).provide();

describe('the first key', () => {
  it('of a developer is a member’s, made once and shown once', async () => {
    const key = await boot({});
    await expect(gateway.verifier.verify(key ?? '')).resolves.toMatchObject({ role: 'member' });
    expect(await boot({})).toBeUndefined();
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
      await expect(gateway.verifier.verify(key)).resolves.toMatchObject({ role: 'admin' });
    },
  );

  it('of an operator that is no key stops the boot without being shown', async () => {
    const booting = boot({ BOOTSTRAP_ADMIN_KEY: 'canary42' });
    await expect(booting).rejects.toThrow();
    await expect(booting).rejects.not.toThrow('canary42');
  });
});
