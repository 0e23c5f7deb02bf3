import { configOf } from '../../config/config.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import type { Database } from '../../storage';
import { identityOf, type IdentityOf } from '../identity.fixture';
import { principalOf } from '../principal.fixture';
import { ListedOrigins } from './listed-origins';

const APP = 'https://app.example.com';

const place = storeOfBlock('sqlite');
let gateway: IdentityOf;
beforeEach(() => {
  gateway = identityOf(place.database);
});

function listed(corsOrigins = '', from = gateway): ListedOrigins {
  const config = configOf({ CORS_ORIGINS: corsOrigins });
  return new ListedOrigins(from.keys.keys, from.browserTokenStore, from.revocations, config);
}
const keyFor = (
  allowedOrigins: readonly string[],
  part = {},
): ReturnType<IdentityOf['keys']['keys']['create']> =>
  gateway.keys.keys.create({ name: 'backend', role: 'member', allowedOrigins, ...part });
const mint = (origin: string, ttlSeconds = 60): Promise<unknown> =>
  gateway.browserTokens.mint(principalOf({ id: 'key:abcdefghijkl' }), { origin, ttlSeconds });

describe('an origin', () => {
  it.each([
    [APP, APP],
    [`https://other.test,${APP}`, APP],
    ['https://*.example.com', APP],
    ['*', APP],
    ['*', 'null'],
  ])('is listed by CORS_ORIGINS=%s: %s', async (corsOrigins, origin) => {
    expect(await listed(corsOrigins).include(origin)).toBe(true);
  });

  it.each([[APP], ['https://*.example.com'], [`${APP},https://*.example.org`]])(
    'that looks alike is not listed by CORS_ORIGINS=%s',
    async (corsOrigins) => {
      await keyFor([APP]);
      await mint(APP);
      const origins = listed(corsOrigins);
      for (const origin of [
        'null',
        '*',
        '',
        `${APP}/`,
        `${APP}:443`,
        `${APP}.evil.test`,
        'https://evilexample.com',
        'http://app.example.com',
        'https://*.example.com',
        'junk',
      ]) {
        expect(await origins.include(origin)).toBe(false);
      }
    },
  );

  it('is listed by a key in use, exact or by wildcard', async () => {
    await keyFor([APP, 'https://*.example.org']);
    const origins = listed();
    expect(await origins.include(APP)).toBe(true);
    expect(await origins.include('https://a.example.org')).toBe(true);
    expect(await origins.include('https://b.example.com')).toBe(false);
  });

  it('is not listed by a key for any page: that is about the key', async () => {
    await keyFor(['*']);
    expect(await listed().include(APP)).toBe(false);
  });

  it('is no longer listed once its key is revoked, at once', async () => {
    const { apiKey } = await keyFor([APP]);
    const origins = listed();
    expect(await origins.include(APP)).toBe(true);
    await gateway.keys.administration.revoke(principalOf({ role: 'admin' }), apiKey.id);
    expect(await origins.include(APP)).toBe(false);
  });

  it('is not listed by a key that has expired', async () => {
    await keyFor([APP], { expiresAt: gateway.clock.now() + 5 });
    expect(await listed().include(APP)).toBe(true);
    gateway.clock.advance(5);
    expect(await listed().include(APP)).toBe(false);
  });

  it('is listed while a browser token of it is good', async () => {
    await mint(APP);
    expect(await listed().include(APP)).toBe(true);
    expect(await listed().include('https://b.example.com')).toBe(false);
    gateway.clock.advance(60_000);
    expect(await listed().include(APP)).toBe(false);
  });

  it('is listed from the first browser token on, although it was asked for before', async () => {
    const origins = listed();
    expect(await origins.include(APP)).toBe(false);
    await mint(APP);
    expect(await origins.include(APP)).toBe(true);
  });
});

describe('the page of a browser token', () => {
  it('is listed by every replica from the first moment on, whatever each has been asked before', async () => {
    const other = identityOf(place.database, {}, gateway.clock, gateway.revocations);
    for (const [minter, replica] of [
      [gateway, other],
      [other, gateway],
    ] as const) {
      const origin = minter === gateway ? APP : 'https://b.example.com';
      gateway.revocations.announce();
      expect(await replica.origins.include(origin)).toBe(false);
      await minter.browserTokens.mint(principalOf({ id: 'key:abcdefghijkl' }), { origin, ttlSeconds: 60 });
      expect(await replica.origins.include(origin)).toBe(true);
    }
  });

  it('is told once, not at each token', async () => {
    let words = 0;
    gateway.revocations.onWord(() => {
      words += 1;
    });
    for (let at = 0; at < 3; at += 1) await mint(APP);
    expect(words).toBe(1);
  });
});

it('the stores are asked once by a thousand strangers', async () => {
  const database = await place.replica();
  const origins = listed('', identityOf(database));
  expect(await origins.include('https://a.test')).toBe(false);
  await database.close();
  const asked = Array.from({ length: 1000 }, (_, at) => origins.include(`https://a${String(at)}.test`));
  expect(new Set(await Promise.all(asked))).toEqual(new Set([false]));
});

describe('while the database does not answer', () => {
  let gone: Database;
  beforeEach(async () => {
    gone = await place.gone();
  });

  it('the origins that are configured are listed, and no others', async () => {
    const origins = listed(APP, identityOf(gone));
    expect(await origins.include(APP)).toBe(true);
    expect(await origins.include('https://b.example.com')).toBe(false);
  });

  it('what is known stays so for its moment', async () => {
    const database = await place.replica();
    const replica = identityOf(database);
    await keyFor([APP]);
    const origins = listed('', replica);
    expect(await origins.include(APP)).toBe(true);
    await database.close();
    expect(await origins.include(APP)).toBe(true);
  });
});
