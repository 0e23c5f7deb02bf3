import { randomUUID } from 'node:crypto';
import { adminOf, callerWith, idOf } from '../support/admin';
import { startGateway, type TestGateway } from '../support/gateway';
import { freshStores, type TestStores } from '../support/storage';
import {
  createUser,
  elsewhere,
  logIn,
  refresh,
  tokensOf,
  untilRefused,
  whoAmI,
  type TestUser,
} from '../support/users';

let stores: TestStores;
let one: TestGateway;
let other: TestGateway;

beforeAll(async () => {
  stores = await freshStores();
  const settings = { TRUST_PROXY: '1' };
  [one, other] = await Promise.all([startGateway({ stores, settings }), startGateway({ stores, settings })]);
});

afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  stores.remove();
});

interface Attempt {
  readonly username: string;
  readonly from: ReturnType<typeof elsewhere>;
}

/** Takes turns. */
const replica = (number: number): TestGateway => (number % 2 === 0 ? one : other);

/** Something that works until it is ended. */
interface Life {
  /** A credential that is good, and the ending of it, on the first replica. */
  readonly begin: () => Promise<{ credential: string; end: () => Promise<{ status: number }> }>;
}

async function loggedIn(): Promise<{ user: TestUser; credential: string }> {
  const user = await createUser(one);
  return { user, credential: (await tokensOf(one, user)).access_token };
}

const userEnds = (method: string, body?: object): Life => ({
  begin: async () => {
    const { user, credential } = await loggedIn();
    const { call } = await adminOf(one);
    return { credential, end: () => call(method, `/admin/users/${user.id}`, body) };
  },
});

const keyEnds = (method: string, path = '', body?: object): Life => ({
  begin: async () => {
    const credential = await one.createKey();
    const { call } = await adminOf(one);
    return { credential, end: () => call(method, `/admin/keys/${idOf(credential)}${path}`, body) };
  },
});

const LIVES: Readonly<Record<string, Life>> = {
  'a log-in, by logging out': {
    begin: async () => {
      const { credential } = await loggedIn();
      return { credential, end: () => callerWith(one, credential)('POST', '/logout') };
    },
  },
  'a log-in, by a refresh token that is used again': {
    begin: async () => {
      const { access_token: credential, refresh_token: token } = await tokensOf(one, await createUser(one));
      await refresh(one, token);
      return { credential, end: () => refresh(one, token) };
    },
  },
  'a log-in, by another password': userEnds('PATCH', { password: 'another password' }),
  'a log-in, by another role': userEnds('PATCH', { role: 'analyst' }),
  'a log-in, by another mode': userEnds('PATCH', { mode: 'viewer' }),
  'a log-in, by the end of its user': userEnds('DELETE'),
  'a key, by its revocation': keyEnds('POST', '/revoke'),
  'a key, by its deletion': keyEnds('DELETE'),
  'a key, by its rotation without grace': keyEnds('POST', '/rotate', { grace_seconds: 0 }),
};

describe('two replicas', () => {
  it.each(Object.entries(LIVES))('end together, within 1.5 s, %s', async (_, { begin }) => {
    const { credential, end } = await begin();
    // Both know the credential at this moment, so that both have something to forget.
    for (const gateway of [one, other]) expect((await whoAmI(gateway, credential)).status).toBe(200);
    await end();
    expect((await whoAmI(one, credential)).status).toBe(401);
    expect(await untilRefused(() => whoAmI(other, credential))).toBeLessThan(1500);
    expect((await whoAmI(other, credential)).status).toBe(401);
  });

  it('let one of ten refreshes at once win, if any, and then nobody', async () => {
    const tokens = await tokensOf(one, await createUser(one));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, turn) => refresh(replica(turn), tokens.refresh_token, elsewhere())),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners.length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10 - winners.length);
    for (const { body } of winners)
      expect((await refresh(other, body.refresh_token, elsewhere())).status).toBe(401);
    expect(await untilRefused(() => whoAmI(other, tokens.access_token))).toBeLessThan(1500);
  });

  it('take the tokens of each other, and refresh them in turn', async () => {
    let tokens = await tokensOf(one, await createUser(one));
    for (let turn = 1; turn <= 4; turn += 1) {
      expect((await whoAmI(replica(turn), tokens.access_token)).status).toBe(200);
      tokens = (await refresh(replica(turn), tokens.refresh_token)).body;
    }
  });

  it.each<[string, number, () => () => Attempt]>([
    [
      'of an account',
      10,
      () => {
        const username = `somebody-${randomUUID()}`;
        return () => ({ username, from: elsewhere() });
      },
    ],
    [
      'of an address',
      50,
      () => {
        const from = elsewhere();
        return () => ({ username: `somebody-${randomUUID()}`, from });
      },
    ],
  ])('count the failed log-ins %s together', async (_, limit, attempts) => {
    const attemptOf = attempts();
    const attempt = async (number: number): Promise<number> => {
      const { username, from } = attemptOf();
      return (await logIn(replica(number), username, 'wrong password', from)).status;
    };
    const failed = await Promise.all(Array.from({ length: limit }, (_unused, number) => attempt(number)));
    expect(failed).toEqual(Array.from({ length: limit }, () => 401));
    expect([await attempt(limit), await attempt(limit + 1)]).toEqual([429, 429]);
  });
});
