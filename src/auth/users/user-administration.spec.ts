import fc from 'fast-check';
import { microUsd, parseNetworks, type BudgetPolicy, type Principal } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { identityOf, type IdentityOf } from '../identity.fixture';
import { principalOf } from '../principal.fixture';
import type { UserAdministration, UserChange } from './user-administration';
import { storedUser } from './users.fixture';

const ADMIN = principalOf({ role: 'admin' });
const PASSWORD = 'correct horse';
const NOBODY = 'abcdefghijkX';
const BUDGET = { limit: microUsd(500n), period: 'month', softPercent: 50 } as const;
const CHRIS = { username: 'chris', password: PASSWORD, role: 'member', mode: 'full' } as const;

describe.each(ENGINES)('users under administration on %s', (engine) => {
  const place = storeOfBlock(engine);
  let gateway: IdentityOf;
  let people: UserAdministration;
  beforeEach(() => {
    gateway = identityOf(place.database, {}, new FixedClock(1_789_000_000_500));
    ({ people } = gateway);
  });

  const refused = async (work: () => unknown): Promise<unknown> => {
    const { code, extras } = await refusalOf(work);
    return extras.fields === undefined ? code : [code, ...extras.fields];
  };

  describe('a new user', () => {
    it('is stored with a hash of the password, and stamped with its time', async () => {
      const user = await people.create(ADMIN, { ...CHRIS, username: 'Chris@Example.com' });
      expect(await people.one(user.id)).toEqual(user);
      expect(user).toMatchObject({
        id: expect.stringMatching(/^[0-9A-Za-z]{12}$/),
        username: 'Chris@Example.com',
        role: 'member',
        mode: 'full',
        tokensValidFrom: 1_789_000_000_500,
        createdAt: 1_789_000_000_500,
        updatedAt: 1_789_000_000_500,
      });
      expect(JSON.stringify(user)).not.toContain(PASSWORD);
      expect(await gateway.passwords.compare(PASSWORD, user.passwordHash)).toBe(true);
    });

    it.each([undefined, BUDGET])('has the budget that they are given: %#', async (budget) => {
      const user = await people.create(ADMIN, { ...CHRIS, budget });
      expect(user.budget).toEqual(budget);
      expect(await people.one(user.id)).toEqual(user);
    });

    it.each(['chris', 'Chris', 'CHRIS'])('does not take the name chris as %s', async (username) => {
      const user = await people.create(ADMIN, CHRIS);
      expect(await refused(() => people.create(ADMIN, { ...CHRIS, username, role: 'admin' }))).toEqual([
        'already_exists',
        'username',
      ]);
      expect(await people.one(user.id)).toEqual(user);
    });

    it('has the name alone of several at once, on two replicas', async () => {
      const other = identityOf(await place.replica());
      const made = await Promise.allSettled([
        people.create(ADMIN, CHRIS),
        other.people.create(ADMIN, { ...CHRIS, username: 'CHRIS' }),
      ]);
      expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  describe('a grant', () => {
    it.each<[string, Partial<Principal>, unknown]>([
      ['a member', { role: 'member' }, ['role_denied', 'role']],
      ['an analyst', { role: 'analyst' }, ['role_denied', 'role']],
      ['a viewer', { role: 'admin', mode: 'viewer' }, ['mode_denied', 'mode']],
      ['who may ask some models', { role: 'admin', models: ['a'] }, ['model_denied', 'models']],
      [
        'who may ask some queries',
        { role: 'admin', queryTypes: ['a'] },
        ['query_type_denied', 'query_types'],
      ],
      [
        'who works from some pages',
        { role: 'admin', origins: ['https://a.test'] },
        ['origin_denied', 'allowed_origins'],
      ],
      [
        'who works from some networks',
        { role: 'admin', allowedNetworks: parseNetworks(['::1']) },
        ['ip_denied', 'allowed_ips'],
      ],
      [
        'who has a budget',
        { role: 'admin', budget: { limit: microUsd(1n), period: 'total' } },
        ['capability_denied', 'budget'],
      ],
      ['who ends', { role: 'admin', expiresAt: 2e12 }, ['capability_denied', 'expires_at']],
      ['a page', { role: 'admin', credential: 'browser_token' }, 'capability_denied'],
    ])('by %s makes and changes no administrator', async (_, part, expected) => {
      const grantor = principalOf(part);
      await gateway.users.add(storedUser({ id: 'bbbbbbbbbbbb', username: 'boss', role: 'admin' }));
      await gateway.users.add(storedUser());
      expect(await refused(() => people.create(grantor, { ...CHRIS, role: 'admin' }))).toEqual(expected);
      expect(await refused(() => people.change(grantor, storedUser().id, { role: 'admin' }))).toEqual(
        expected,
      );
      expect(
        await refused(() => people.change(grantor, 'bbbbbbbbbbbb', { password: 'another one' })),
      ).toEqual(expected);
      expect(
        (await people.page({ page: 1, limit: 9, offset: 0, column: 'username', descending: false })).rows,
      ).toEqual([storedUser({ id: 'bbbbbbbbbbbb', username: 'boss', role: 'admin' }), storedUser()]);
    });

    it.each<[string, BudgetPolicy | undefined, boolean]>([
      ['no budget', undefined, false],
      ['more', { ...BUDGET, limit: microUsd(501n) }, false],
      ['another period', { ...BUDGET, period: 'day' }, false],
      ['as much', { ...BUDGET, softPercent: undefined }, true],
      ['less', { ...BUDGET, limit: microUsd(0n) }, true],
    ])('of %s by who has a budget is kept within it', async (_, budget, isGood) => {
      const grantor = principalOf({ role: 'admin', budget: BUDGET });
      const expected = isGood ? 'granted' : ['capability_denied', 'budget'];
      const tried = async (work: () => Promise<unknown>): Promise<unknown> =>
        isGood ? work().then(() => 'granted') : refused(work);
      await gateway.users.add(storedUser({ username: 'alex', budget: BUDGET }));
      expect(await tried(() => people.create(grantor, { ...CHRIS, budget }))).toEqual(expected);
      const change = { budget: budget ?? null };
      expect(await tried(() => people.change(grantor, storedUser().id, change))).toEqual(expected);
      expect((await people.one(storedUser().id)).budget).toEqual(isGood ? budget : BUDGET);
    });

    it.each<Principal['credential']>(['api_key', 'user_token'])(
      'by an administrator with a %s is good',
      async (credential) => {
        const grantor = principalOf({ role: 'admin', credential });
        await expect(people.create(grantor, { ...CHRIS, role: 'admin' })).resolves.toMatchObject({
          role: 'admin',
        });
      },
    );
  });

  describe('a change', () => {
    const STORED = storedUser({ tokensValidFrom: 1_789_000_000_000 });

    it.each<[string, UserChange]>([
      ['the role', { role: 'analyst' }],
      ['the mode', { mode: 'viewer' }],
      ['the password', { password: PASSWORD }],
      ['all of them', { role: 'readonly', mode: 'viewer', password: PASSWORD }],
    ])('of %s ends all tokens there are', async (_, change) => {
      await gateway.users.add(STORED);
      const { password, ...rest } = change;
      const user = await people.change(ADMIN, STORED.id, change);
      expect(user).toMatchObject({
        ...rest,
        updatedAt: gateway.clock.now(),
        tokensValidFrom: gateway.clock.now(),
      });
      expect(await people.one(STORED.id)).toEqual(user);
      expect(await gateway.passwords.compare(PASSWORD, user.passwordHash)).toBe(password !== undefined);
    });

    it.each<UserChange>([{}, { role: 'member' }, { mode: 'full' }, { role: undefined, password: undefined }])(
      'to what is already (%j) ends none',
      async (change) => {
        await gateway.users.add(STORED);
        expect(await people.change(ADMIN, STORED.id, change)).toEqual({
          ...STORED,
          updatedAt: gateway.clock.now(),
        });
      },
    );

    it.each<[string, UserChange, BudgetPolicy | undefined]>([
      ['another', { budget: { limit: microUsd(1n), period: 'day' } }, { limit: microUsd(1n), period: 'day' }],
      ['none', { budget: null }, undefined],
      ['the same where nothing is said', {}, BUDGET],
      ['the same where it is undefined', { budget: undefined }, BUDGET],
    ])('of the budget gives %s, and ends no tokens', async (_, change, budget) => {
      await gateway.users.add({ ...STORED, budget: BUDGET });
      const after = { ...STORED, budget, updatedAt: gateway.clock.now() };
      expect(await people.change(ADMIN, STORED.id, change)).toEqual(after);
      expect(await people.one(STORED.id)).toEqual(after);
    });

    it('ends the tokens of the one before, however fast they follow each other', async () => {
      const roles = fc.array(
        fc.tuple(fc.constantFrom('readonly', 'analyst', 'member'), fc.nat({ max: 2500 })),
        {
          maxLength: 8,
        },
      );
      await fc.assert(
        fc.asyncProperty(roles, async (steps) => {
          await place.database.attempt((db) => db.deleteFrom('users').execute());
          await gateway.users.add(STORED);
          let before = await people.one(STORED.id);
          for (const [role, ms] of steps) {
            gateway.clock.advance(ms);
            const after = await people.change(ADMIN, STORED.id, { role });
            if (role === before.role) expect(after.tokensValidFrom).toBe(before.tokensValidFrom);
            else {
              expect(after.tokensValidFrom).toBeGreaterThan(before.tokensValidFrom);
              expect(after.tokensValidFrom).toBeGreaterThanOrEqual(gateway.clock.now());
            }
            before = after;
          }
        }),
        { numRuns: 10 },
      );
    });
  });

  it.each<[string, (all: UserAdministration, id: string) => Promise<unknown>]>([
    ['one', (all, id) => all.one(id)],
    ['change', (all, id) => all.change(ADMIN, id, { role: 'admin' })],
    ['delete', (all, id) => all.delete(ADMIN, id)],
  ])('who is not there is not found (%s)', async (_, work) => {
    await gateway.users.add(storedUser());
    expect(await refused(() => work(people, NOBODY))).toBe('not_found');
  });

  it.each<[string, (all: UserAdministration, id: string) => Promise<unknown>]>([
    ['deleted', (all, id) => all.delete(ADMIN, id)],
    ['demoted', (all, id) => all.change(ADMIN, id, { role: 'member' })],
    ['made a viewer', (all, id) => all.change(ADMIN, id, { mode: 'viewer' })],
  ])('the last administrator is not %s, also where keys administrate', async (_, work) => {
    const boss = storedUser({ role: 'admin' });
    await gateway.users.add(boss);
    await gateway.keys.keys.create({ name: 'ops', role: 'admin' });
    expect(await refused(() => work(people, boss.id))).toBe('last_admin');
    expect(await people.one(boss.id)).toEqual(boss);
  });

  it('who was deleted is nowhere, and the name is free', async () => {
    const user = await people.create(ADMIN, CHRIS);
    await people.delete(ADMIN, user.id);
    expect(await refused(() => people.one(user.id))).toBe('not_found');
    await expect(people.create(ADMIN, CHRIS)).resolves.not.toMatchObject({ id: user.id });
  });
});
