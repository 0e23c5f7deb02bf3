import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { identityOf, type IdentityOf } from '../identity.fixture';
import { principalOf } from '../principal.fixture';
import { claimsOf, type TokenClaims } from '../tokens/claims';
import { partOf } from '../tokens/tokens.fixture';
import type { User } from '../users/user';
import { storedUser } from '../users/users.fixture';
import type { TokenAnswer } from './sessions';

const ADMIN = principalOf({ role: 'admin' });
const DAY = 86_400_000;

const accessClaims = ({ access_token: token }: TokenAnswer): TokenClaims => {
  const claims = claimsOf(partOf(token, 1), 'access');
  if (claims === undefined) throw new Error('This is no access token');
  return claims;
};

describe.each(ENGINES)('a log-in on %s', (engine) => {
  const place = storeOfBlock(engine);
  let gateway: IdentityOf;
  let chris: User;
  beforeEach(async () => {
    gateway = identityOf(place.database);
    chris = storedUser({ tokensValidFrom: Math.floor(gateway.clock.now() / 1000) * 1000 });
    await gateway.users.add(chris);
  });

  const logIn = async (user = chris, from = gateway): Promise<TokenAnswer> => {
    const answer = await from.sessions.open(user);
    if (answer === undefined) throw new Error('The user has changed');
    return answer;
  };
  /** What becomes of the tokens of a log-in now. */
  const refreshing = ({ refresh_token: token }: TokenAnswer, from = gateway): Promise<string> =>
    from.sessions.refresh(token).then(
      () => 'good',
      (error: unknown) => (error as { code: string }).code,
    );
  const asking = (answer: TokenAnswer, from = gateway): Promise<string> =>
    from.directory.ofAccessToken(accessClaims(answer)).then(
      () => 'good',
      (error: unknown) => (error as { code: string }).code,
    );
  const logOut = async (answer: TokenAnswer): Promise<void> =>
    gateway.sessions.logOut(await gateway.directory.ofAccessToken(accessClaims(answer)));
  const sessions = (): Promise<readonly { id: string; expires_at: number }[]> =>
    place.database.attempt((db) => db.selectFrom('sessions').select(['id', 'expires_at']).execute());

  it('gives a token to ask with and one to refresh it, of one log-in', async () => {
    const answer = await logIn();
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 1800 });
    const [access, refresh] = [partOf(answer.access_token, 1), partOf(answer.refresh_token, 1)];
    const common = {
      sub: 'chris',
      role: 'member',
      mode: 'full',
      sid: access['sid'],
      iss: 'sallyport',
      aud: 'sallyport',
    };
    expect(access).toMatchObject({ ...common, typ: 'access' });
    expect(refresh).toMatchObject({ ...common, typ: 'refresh' });
    expect(access['jti']).not.toBe(refresh['jti']);
    expect([lifeOf(access), lifeOf(refresh)]).toEqual([1800, 7 * 86_400]);
    expect(await asking(answer)).toBe('good');
    expect(await sessions()).toEqual([{ id: access['sid'], expires_at: gateway.clock.now() + 7 * DAY }]);
  });

  it('lasts as long as is configured', async () => {
    const env = { ACCESS_TOKEN_EXPIRE_MINUTES: '1', REFRESH_TOKEN_EXPIRE_DAYS: '2' };
    const answer = await logIn(chris, identityOf(place.database, env));
    expect(answer.expires_in).toBe(60);
    expect(lifeOf(partOf(answer.access_token, 1))).toBe(60);
    expect(lifeOf(partOf(answer.refresh_token, 1))).toBe(2 * 86_400);
  });

  it('gives good tokens in the very second in which the user was made or changed', async () => {
    const anew = await gateway.people.change(ADMIN, chris.id, { role: 'analyst' });
    const answer = await logIn(anew);
    expect(await asking(answer)).toBe('good');
    expect(await refreshing(answer)).toBe('good');
  });

  it('is none of a user who was changed or deleted since the password was compared', async () => {
    await gateway.people.change(ADMIN, chris.id, { role: 'analyst' });
    expect(await gateway.sessions.open(chris)).toBeUndefined();
    await gateway.people.delete(ADMIN, chris.id);
    expect(await gateway.sessions.open(chris)).toBeUndefined();
    expect(await sessions()).toEqual([]);
  });

  it('goes on from token to token, each good once; the tokens to ask with stay good', async () => {
    const answers = [await logIn()];
    for (let round = 0; round < 4; round += 1) {
      gateway.clock.advance(1000);
      answers.push(await gateway.sessions.refresh(answers.at(-1)?.refresh_token ?? ''));
    }
    for (const answer of answers) expect(await asking(answer)).toBe('good');
    expect(new Set(answers.map(({ refresh_token: token }) => partOf(token, 1)['sid'])).size).toBe(1);
    expect(new Set(answers.map(({ refresh_token: token }) => partOf(token, 1)['jti'])).size).toBe(5);
    expect(await sessions()).toMatchObject([{ expires_at: gateway.clock.now() + 7 * DAY }]);
    expect(await refreshing(answers[4] as TokenAnswer)).toBe('good');
  });

  it.each([0, 1, 2])(
    'ends with all of its tokens when refresh token %i of four is used again',
    async (reused) => {
      const answers = [await logIn()];
      const [other] = [await logIn()];
      for (let round = 0; round < 3; round += 1)
        answers.push(await gateway.sessions.refresh(answers.at(-1)?.refresh_token ?? ''));
      for (const answer of answers) expect(await asking(answer)).toBe('good');
      expect(await refreshing(answers[reused] as TokenAnswer)).toBe('credential_invalid');
      for (const answer of answers) {
        expect(await asking(answer)).toBe('credential_invalid');
        expect(await refreshing(answer)).toBe('credential_invalid');
      }
      expect([await asking(other), await refreshing(other)]).toEqual(['good', 'good']);
    },
  );

  it('refreshed ten times at once on two replicas has one winner at most', async () => {
    const replica = identityOf(await place.replica());
    for (let round = 0; round < 3; round += 1) {
      const answer = await logIn();
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, at) => refreshing(answer, at % 2 === 0 ? gateway : replica)),
      );
      expect(outcomes.filter((one) => one === 'good')).toHaveLength(1);
      expect(outcomes.filter((one) => one === 'credential_invalid')).toHaveLength(9);
      expect(await asking(answer)).toBe('credential_invalid');
      expect(await refreshing(answer)).toBe('credential_invalid');
    }
    expect(await sessions()).toEqual([]);
  });

  it('ends with the log-out, and no other log-in does', async () => {
    const [mine, other] = [await logIn(), await logIn()];
    const refreshed = await gateway.sessions.refresh(mine.refresh_token);
    await logOut(refreshed);
    for (const answer of [mine, refreshed]) expect(await asking(answer)).toBe('credential_invalid');
    expect(await refreshing(refreshed)).toBe('credential_invalid');
    expect([await asking(other), await refreshing(other)]).toEqual(['good', 'good']);
  });

  it('is not what a key has, which stays', async () => {
    const answer = await logIn();
    await gateway.sessions.logOut(principalOf());
    expect([await asking(answer), await refreshing(answer)]).toEqual(['good', 'good']);
  });

  it('outlives the page that logs out with its own token', async () => {
    const answer = await logIn();
    const token = {
      id: 'page-1',
      session: undefined,
      expiresAt: 2e12,
      countsRequests: false,
      maxCost: undefined,
    };
    await gateway.sessions.logOut(principalOf({ credential: 'browser_token', token }));
    expect(await gateway.revoked.includeAny(['page-1'])).toBe(true);
    expect([await asking(answer), await refreshing(answer)]).toEqual(['good', 'good']);
  });

  it.each<[string, (people: IdentityOf['people'], id: string) => Promise<unknown>]>([
    ['the password', (people, id) => people.change(ADMIN, id, { password: 'another one' })],
    ['the role', (people, id) => people.change(ADMIN, id, { role: 'analyst' })],
    ['the mode', (people, id) => people.change(ADMIN, id, { mode: 'viewer' })],
    ['whether there is such a user', (people, id) => people.delete(ADMIN, id)],
  ])('ends at once when somebody changes %s', async (_, work) => {
    const answers = [await logIn(), await logIn()];
    for (const answer of answers) expect(await asking(answer)).toBe('good');
    await work(gateway.people, chris.id);
    for (const answer of answers) {
      expect(await asking(answer)).toBe('credential_invalid');
      expect(await refreshing(answer)).toBe('credential_invalid');
    }
  });

  it('that was rotated a moment before the user was changed gives nothing any more', async () => {
    const answer = await logIn();
    // As between the two steps of a refresh: the log-in is still there, the user is another.
    await place.database.attempt((db) =>
      db
        .updateTable('users')
        .set({ tokens_valid_from: gateway.clock.now() + 1000 })
        .execute(),
    );
    expect(await refreshing(answer)).toBe('credential_invalid');
  });

  it.each([
    ['an access token', 'credential_invalid', (answer: TokenAnswer) => answer.access_token],
    ['an altered one', 'credential_invalid', ({ refresh_token: token }: TokenAnswer) => `${token}x`],
    ['none', 'credential_invalid', () => ''],
  ])('is not refreshed with %s (%s), and goes on', async (_, code, token) => {
    const answer = await logIn();
    expect(await refreshing({ ...answer, refresh_token: token(answer) })).toBe(code);
    expect([await asking(answer), await refreshing(answer)]).toEqual(['good', 'good']);
  });

  it('that was not refreshed in time is over, and told so', async () => {
    const lastWeek = identityOf(place.database, {}, new FixedClock(Date.now() - 8 * DAY));
    const alex = storedUser({ id: 'bbbbbbbbbbbb', username: 'alex', tokensValidFrom: 0 });
    await gateway.users.add(alex);
    const answer = await logIn(alex, lastWeek);
    expect(await refreshing(answer)).toBe('credential_expired');
    expect(await sessions()).toHaveLength(1);
  });

  it('is over when its row says so, at the very millisecond', async () => {
    const answer = await logIn();
    gateway.clock.advance(7 * DAY - 1);
    const refreshed = await gateway.sessions.refresh(answer.refresh_token);
    gateway.clock.advance(7 * DAY);
    expect(await refreshing(refreshed)).toBe('credential_invalid');
  });

  it('is forgotten when it has run out and somebody else logs in', async () => {
    await logIn();
    gateway.clock.advance(7 * DAY + 1);
    const answer = await logIn();
    expect(await sessions()).toMatchObject([{ id: accessClaims(answer).sid }]);
  });

  it('needs the store', async () => {
    const gone = identityOf(await place.gone());
    await expect(gone.sessions.open(chris)).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(await refreshing(await logIn(), gone)).toBe('store_unavailable');
  });
});

/** Seconds. */
function lifeOf(payload: Record<string, unknown>): number {
  return Number(payload['exp']) - Number(payload['iat']);
}
