import { refusalOf } from '../../kernel/refusal.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { identityOf, type IdentityOf } from '../identity.fixture';
import { principalOf } from '../principal.fixture';
import { partOf } from '../tokens/tokens.fixture';
import { Passwords } from '../users/passwords';
import { LoginService } from './login.service';

const HOME = '203.0.113.9';
const PASSWORD = 'correct horse';
const ADMIN = principalOf({ role: 'admin' });

const place = storeOfBlock('sqlite');
let gateway: IdentityOf;
beforeEach(async () => {
  gateway = identityOf(place.database);
  await gateway.people.add({ username: 'Chris', password: PASSWORD, role: 'member', mode: 'full' });
});

const refused = async (username: string, password: string, address = HOME): Promise<string> =>
  (await refusalOf(() => gateway.logins.logIn(username, password, address))).code;

/** How many failures have been counted. */
const failures = async (username?: string): Promise<number> => {
  let seen = 0;
  while (seen < 60) {
    const isOpen = await gateway.limits.requireOpen(HOME, username).then(
      () => true,
      () => false,
    );
    if (!isOpen) break;
    await gateway.limits.noteFailure(HOME, username);
    seen += 1;
  }
  return (username === undefined ? 50 : 10) - seen;
};

describe('a name and a password', () => {
  it.each(['Chris', 'chris', 'CHRIS'])(
    'that belong together give tokens, however the name is written: %s',
    async (name) => {
      const answer = await gateway.logins.logIn(name, PASSWORD, HOME);
      expect(partOf(answer.access_token, 1)).toMatchObject({ sub: 'Chris', role: 'member', mode: 'full' });
      expect(await failures(name)).toBe(0);
    },
  );

  it.each([
    ['an unknown name', 'alex', PASSWORD],
    ['a name that cannot be one', 'Chris Chros', PASSWORD],
    ['SQL for a name', "' or 1=1 --", PASSWORD],
    ['a NUL in the name', 'Chris\0', PASSWORD],
    ['a long name', 'x'.repeat(1024), PASSWORD],
    ['the wrong password', 'Chris', 'wrong horse'],
    ['the password in another case', 'Chris', PASSWORD.toUpperCase()],
    ['the password and more', 'Chris', `${PASSWORD} `],
    ['the password and a NUL', 'Chris', `${PASSWORD}\0`],
    ['a very long password', 'Chris', PASSWORD.repeat(70)],
    ['the hash', 'Chris', '$2b$10$'],
  ])('that do not (%s) are refused in the same words, and counted', async (_, name, password) => {
    const { code, message, extras, headers } = await refusalOf(() =>
      gateway.logins.logIn(name, password, HOME),
    );
    expect({ code, message, extras, headers }).toEqual({
      code: 'credential_invalid',
      message: 'The user name or the password is wrong',
      extras: {},
      headers: {},
    });
    expect(await failures(name)).toBe(1);
    expect(await failures()).toBeGreaterThanOrEqual(1);
  });

  it('are not even compared after ten failures, right or wrong, known or not', async () => {
    for (const name of ['Chris', 'alex']) {
      for (let at = 0; at < 10; at += 1) {
        await gateway.limits.noteFailure(`198.51.100.${String(at)}`, name);
      }
      expect(await refused(name, PASSWORD)).toBe('rate_limited');
      expect(await refused(name, 'wrong horse')).toBe('rate_limited');
    }
    gateway.clock.advance(300_000);
    await expect(gateway.logins.logIn('Chris', PASSWORD, HOME)).resolves.toBeDefined();
  });

  it('tried forty times at once are compared no more often than if they had come one by one, but for one', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, at) => refused('Chris', 'wrong horse', `198.51.100.${String(at)}`)),
    );
    const compared = outcomes.filter((code) => code === 'credential_invalid').length;
    expect(compared).toBeGreaterThanOrEqual(10);
    expect(compared).toBeLessThanOrEqual(11);
    expect(outcomes.filter((code) => code === 'rate_limited')).toHaveLength(40 - compared);
  });

  it('wait in the queue of passwords, which ends somewhere', async () => {
    let end = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    const waiting = Array.from({ length: 128 }, () => gateway.passwords.inTurn(() => held));
    expect(await refused('Chris', PASSWORD)).toBe('overloaded');
    end();
    await Promise.all(waiting);
    await expect(gateway.logins.logIn('Chris', PASSWORD, HOME)).resolves.toBeDefined();
  });

  it('of a user who is changed while they are compared give nothing', async () => {
    const { users, limits, sessions, people } = gateway;
    class Meanwhile extends Passwords {
      override async compare(password: string, hash: string | undefined): Promise<boolean> {
        const { id = '' } = (await users.named('chris')) ?? {};
        await people.change(ADMIN, id, { role: 'readonly' });
        return super.compare(password, hash);
      }
    }
    const logins = new LoginService(users, new Meanwhile(), limits, sessions);
    const refusal = await refusalOf(() => logins.logIn('Chris', PASSWORD, HOME));
    expect(refusal.code).toBe('credential_invalid');
  });

  it('cannot be compared without the store, and that is no failure of theirs', async () => {
    const { passwords, sessions, limits } = gateway;
    const logins = new LoginService(identityOf(await place.gone()).users, passwords, limits, sessions);
    const refusal = await refusalOf(() => logins.logIn('Chris', PASSWORD, HOME));
    expect(refusal.code).toBe('store_unavailable');
    expect(await failures('Chris')).toBe(0);
  });
});

describe('a refresh token', () => {
  it('gives new tokens, and is no failure', async () => {
    const { refresh_token: token } = await gateway.logins.logIn('Chris', PASSWORD, HOME);
    expect(await gateway.logins.refresh(token, HOME)).toMatchObject({ token_type: 'bearer' });
    expect(await failures()).toBe(0);
  });

  it('that is none is a failure of the address', async () => {
    const refusal = await refusalOf(() => gateway.logins.refresh('x', HOME));
    expect(refusal.code).toBe('credential_invalid');
    expect(await failures()).toBe(1);
  });

  it('is not read after fifty failures', async () => {
    const { refresh_token: token } = await gateway.logins.logIn('Chris', PASSWORD, HOME);
    for (let at = 0; at < 50; at += 1) await gateway.limits.noteFailure(HOME);
    const refusal = await refusalOf(() => gateway.logins.refresh(token, HOME));
    expect(refusal.code).toBe('rate_limited');
    await expect(gateway.logins.refresh(token, '198.51.100.1')).resolves.toBeDefined();
  });

  it('cannot be exchanged without the store, and that is no failure', async () => {
    const { refresh_token: token } = await gateway.logins.logIn('Chris', PASSWORD, HOME);
    const { users, passwords, limits } = gateway;
    const { sessions } = identityOf(await place.gone());
    const logins = new LoginService(users, passwords, limits, sessions);
    const refusal = await refusalOf(() => logins.refresh(token, HOME));
    expect(refusal.code).toBe('store_unavailable');
    expect(await failures()).toBe(0);
  });
});
