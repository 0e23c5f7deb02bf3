import { MountedFolder } from '../../src/secrets/secrets.fixture';
import { callerWith } from '../support/admin';
import { startGateway, TEST_SECRET, type TestGateway } from '../support/gateway';
import { startKeyedProvider, type KeyedProvider } from '../support/keyed-provider';
import { startLoad } from '../support/load';
import { createUser, forge, partOf, refresh, tokensOf, type TestUser } from '../support/users';

const NEW_SECRET = "another fixture and nobody's secret either: 9b3e70";
const ROTATIONS = 5;

const providerKey = (number: number): string => `provider-key-fixture-${String(number)}`;

/** One gateway whose secrets are files, as Kubernetes mounts them. */
let folder: MountedFolder;
let provider: KeyedProvider;
let gateway: TestGateway;
let user: TestUser;

/** What the files hold; tests run in any order. */
let secret = TEST_SECRET;
let keys = 0;

const files = (): Record<string, string> => ({
  'secret-key': `${secret}\n`,
  'provider.json': JSON.stringify({ api_key: providerKey(keys) }),
});

beforeAll(async () => {
  folder = new MountedFolder(files());
  provider = await startKeyedProvider(providerKey(0));
  gateway = await startGateway({
    settings: {
      UPSTREAM: 'anthropic',
      ANTHROPIC_BASE_URL: provider.url,
      ANTHROPIC_API_KEY: `${folder.reference('provider.json')}#api_key`,
      SECRET_KEY: folder.reference('secret-key'),
      SECRETS_REFRESH_SECONDS: '1',
    },
    // What the fixtures hash keys with; the gateway reads it from the file.
    secretKey: TEST_SECRET,
  });
  user = await createUser(gateway);
});

afterAll(async () => {
  await gateway.stop();
  await provider.close();
  folder.remove();
});

it('the provider key is replaced under load, the old one refused at once, and no request fails', async () => {
  const load = startLoad(gateway, 6);
  await provider.taken(providerKey(0), 12);
  for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
    keys += 1;
    folder.swap(files());
    provider.take(providerKey(keys));
    await provider.taken(providerKey(keys), 12);
  }
  await load.stop();
  expect(load.failures).toEqual([]);
  // Some were refused with the old key, and sent again with the new one.
  expect([...provider.seen.values()].some(({ refused }) => refused > 0)).toBe(true);
  const taken = [...provider.seen.values()].reduce((sum, { taken: count }) => sum + count, 0);
  expect({ keys: provider.seen.size, taken }).toEqual({ keys: ROTATIONS + 1, taken: load.answers });
  for (let number = 0; number <= ROTATIONS; number += 1)
    expect(gateway.output()).not.toContain(providerKey(number));
});

it('SECRET_KEY is replaced: what was issued before stays good, and tokens are of the new one soon', async () => {
  const before = await tokensOf(gateway, user);
  const [key, token] = [gateway.key, before.access_token];
  const asks = async (credential: string): Promise<number> =>
    (await callerWith(gateway, credential)('GET', '/protected')).status;
  const kidOf = (text: string): unknown => partOf(text, 0)['kid'];
  secret = NEW_SECRET;
  folder.swap(files());
  const told = (message: string) =>
    gateway.logged(({ setting, msg }) => setting === 'SECRET_KEY' && msg === message);
  await told('A secret has changed');
  // Good before it is used: another gateway may be quicker.
  expect(await asks(forge(partOf(token, 1), { secret: NEW_SECRET }))).toBe(200);
  await told('The new key is in use');
  const after = await tokensOf(gateway, user);
  expect(kidOf(after.access_token)).not.toBe(kidOf(token));
  const signedWith = (text: string, secret: string): boolean =>
    text === forge(partOf(text, 1), { header: JSON.stringify(partOf(text, 0)), secret });
  expect(signedWith(after.access_token, NEW_SECRET)).toBe(true);
  expect(await Promise.all([key, token, after.access_token].map(asks))).toEqual([200, 200, 200]);
  expect((await refresh(gateway, before.refresh_token)).status).toBe(200);
  expect((await refresh(gateway, after.refresh_token)).status).toBe(200);
});

it('a value that no boot would take is not taken, and is told by name', async () => {
  folder.swap({ ...files(), 'secret-key': 'too short: canary42' });
  const record = await gateway.logged(({ setting, fault }) => setting === 'SECRET_KEY' && fault === 'unfit');
  expect(record['reason']).toBe('SECRET_KEY should be at least 32 bytes long');
  expect(gateway.output()).not.toContain('canary42');
  expect((await callerWith(gateway, gateway.key)('GET', '/protected')).status).toBe(200);
});
