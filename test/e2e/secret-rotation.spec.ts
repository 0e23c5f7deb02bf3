import { callerWith, idOf, until } from '../support/admin';
import { startGateway, TEST_SECRET, type TestGateway } from '../support/gateway';
import { sendSigned, signedQuestion, type Signer } from '../support/signer';
import { freshStores, type TestStores } from '../support/storage';
import { createUser, forge, logIn, partOf, refresh, tokensOf, type TestUser } from '../support/users';

const NEW_SECRET = "another fixture and nobody's secret either: 9b3e70";
const ORIGIN = 'https://page.example.com';

/** What was issued, by its name, and the status of its next use. */
type Uses = Readonly<Record<string, () => Promise<number>>>;

/**
 * What each use comes to on the second boot, with the old secret as SECRET_KEY_PREVIOUS, and on the third, without it.
 * Undefined: not used then.
 */
const EXPECTED: Readonly<Record<string, readonly [number | undefined, number]>> = {
  'a password': [200, 200],
  'an access token of the old secret': [200, 401],
  'a refresh token of the old secret': [200, 401],
  'a browser token of the old secret': [200, 401],
  'a token without a kid, of the old secret': [200, 401],
  'a key of the old secret': [200, 200],
  'a signing key of the old secret': [200, 200],
  'a key that nobody used meanwhile': [undefined, 401],
  'a signing key that nobody used meanwhile': [undefined, 401],
  'an access token of the new secret': [200, 200],
  'a refresh token of the new secret': [200, 200],
  'a browser token of the new secret': [200, 200],
  'a token without a kid, of the new secret': [200, 200],
  'a key of the new secret': [200, 200],
  'a signing key of the new secret': [200, 200],
};

let stores: TestStores;
/** The one that runs; they follow one another on the same stores. */
let gateway: TestGateway;
let user: TestUser;
let oldTokens: readonly string[];
let newTokens: readonly string[];
const seen: Record<string, [number | undefined, number]> = {};

async function boot(settings: Readonly<Record<string, string>>): Promise<void> {
  await (gateway as TestGateway | undefined)?.stop();
  gateway = await startGateway({ stores, settings: { UPSTREAM: 'simulator', ...settings } });
}

const asks = async (credential: string, origin?: string): Promise<number> =>
  (
    await callerWith(gateway, credential)(
      'GET',
      '/protected',
      undefined,
      origin === undefined ? {} : { origin },
    )
  ).status;
const signs = async (signer: Signer): Promise<number> =>
  (await sendSigned(gateway, signer, signedQuestion(signer))).status;

async function browserToken(key: string): Promise<string> {
  const request = { origin: ORIGIN, ttl_seconds: 600 };
  const mint = callerWith(gateway, key)<{ access_token: string }>('POST', '/api/tokens', request);
  return (await mint).body.access_token;
}

interface Issue {
  readonly uses: Uses;
  readonly tokens: readonly string[];
  readonly keys: readonly string[];
}

/** All that is issued while one secret is in force. */
async function issue(age: 'old' | 'new', secret: string): Promise<Issue> {
  const [one, other] = [await tokensOf(gateway, user), await tokensOf(gateway, user)];
  const refreshTokens = [one.refresh_token, other.refresh_token];
  const [key, signer] = [await gateway.createKey(), await gateway.createSignedKey()];
  const page = await browserToken(key);
  const withoutKid = forge(partOf(one.access_token, 1), { secret });
  return {
    tokens: [one.access_token, one.refresh_token, page],
    keys: [key, signer.key],
    uses: {
      [`an access token of the ${age} secret`]: () => asks(one.access_token),
      [`a refresh token of the ${age} secret`]: async () =>
        (await refresh(gateway, refreshTokens.shift() ?? '')).status,
      [`a browser token of the ${age} secret`]: () => asks(page, ORIGIN),
      [`a token without a kid, of the ${age} secret`]: () => asks(withoutKid),
      [`a key of the ${age} secret`]: () => asks(key),
      [`a signing key of the ${age} secret`]: () => signs(signer),
    },
  };
}

/** How keys are stored at the moment. */
async function hashesOf(keys: readonly string[]): Promise<readonly unknown[]> {
  const rows = await gateway.database.attempt((db) => db.selectFrom('api_keys').selectAll().execute());
  return keys.map((key) => rows.find(({ id }) => id === idOf(key))?.hash);
}

async function observe(uses: Uses, boot: 'second' | 'third'): Promise<void> {
  for (const [name, use] of Object.entries(uses)) {
    const [second] = seen[name] ?? [undefined];
    seen[name] = boot === 'second' ? [await use(), NaN] : [second, await use()];
  }
}

beforeAll(async () => {
  stores = await freshStores();
  await boot({ SECRET_KEY: TEST_SECRET });
  user = await createUser(gateway);
  const old = await issue('old', TEST_SECRET);
  const [unused, unusedSigner] = [await gateway.createKey(), await gateway.createSignedKey()];
  const hashes = await hashesOf(old.keys);

  await boot({ SECRET_KEY: NEW_SECRET, SECRET_KEY_PREVIOUS: TEST_SECRET });
  const renewed = await issue('new', NEW_SECRET);
  const uses = {
    ...old.uses,
    ...renewed.uses,
    'a password': async () => (await logIn(gateway, user.username, user.password)).status,
  };
  await observe(uses, 'second');
  await until(
    () => hashesOf(old.keys),
    (now) => now.every((hash, at) => hash !== hashes[at]),
  );

  await boot({ SECRET_KEY: NEW_SECRET });
  const unusedUses = {
    'a key that nobody used meanwhile': () => asks(unused),
    'a signing key that nobody used meanwhile': () => signs(unusedSigner),
  };
  await observe({ ...uses, ...unusedUses }, 'third');
  [oldTokens, newTokens] = [old.tokens, renewed.tokens];
});

afterAll(async () => {
  await gateway.stop();
  stores.remove();
});

describe('when SECRET_KEY has changed, with SECRET_KEY_PREVIOUS, and then without it,', () => {
  it.each(Object.entries(EXPECTED))('%s answers %j', (name, statuses) => {
    expect(seen[name]).toEqual(statuses);
  });

  it('tokens are signed with the new one, and say so', () => {
    const signedWith = (token: string, secret: string): boolean =>
      token === forge(partOf(token, 1), { header: JSON.stringify(partOf(token, 0)), secret });
    for (const token of oldTokens) expect(signedWith(token, TEST_SECRET)).toBe(true);
    for (const token of newTokens) expect(signedWith(token, NEW_SECRET)).toBe(true);
    const kids = [oldTokens, newTokens].map((all) => new Set(all.map((token) => partOf(token, 0)['kid'])));
    expect(kids.map(({ size }) => size)).toEqual([1, 1]);
    expect(kids[0]).not.toEqual(kids[1]);
  });
});
