import { GatewayError, microUsd, type ErrorCode } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import type { Paging } from '../paging';
import type { User } from './user';
import { UserStore } from './user.store';
import { storedUser } from './users.fixture';

const CHRIS = storedUser();

const pageOf = (
  part: Partial<Paging<'created_at' | 'username'>> = {},
): Paging<'created_at' | 'username'> => ({
  page: 1,
  limit: 50,
  offset: 0,
  column: 'created_at',
  descending: false,
  ...part,
});

/** Every way in which a user stops being an administrator. */
const ENDS: [string, (user: User) => User | undefined][] = [
  ['deleted', () => undefined],
  ['made a member', (user) => ({ ...user, role: 'member' })],
  ['made a viewer', (user) => ({ ...user, mode: 'viewer' })],
];

describe.each(ENGINES)('the table of users on %s', (engine) => {
  const place = storeOfBlock(engine);
  let users: UserStore;
  beforeEach(() => {
    users = new UserStore(place.database);
  });

  const everyone = async (): Promise<readonly User[]> => (await users.page(pageOf())).rows;

  it.each<[string, Partial<User>]>([
    ['a member', {}],
    ['an administrator', { role: 'admin' }],
    ['a viewer', { role: 'analyst', mode: 'viewer' }],
    ['somebody with a budget', { budget: { limit: microUsd(BigInt(2 ** 53 - 1)), period: 'month' } }],
    ['somebody who may spend nothing', { budget: { limit: microUsd(0n), period: 'total' } }],
    [
      'somebody who is warned at their own percent',
      { budget: { limit: microUsd(1n), period: 'day', softPercent: 1 } },
    ],
  ])('gives %s back as they were added, by id and by name', async (_, part) => {
    const user = storedUser(part);
    expect(await users.add(user)).toBe(true);
    expect(await users.find(user.id)).toEqual(user);
    expect(await users.named(user.username)).toEqual(user);
  });

  it.each([
    ['Chris', 'chris'],
    ['chris', 'CHRIS'],
    ['A.B@Example.com', 'a.b@example.com'],
  ])('takes %s and %s for one, as it was written first', async (first, second) => {
    await users.add(storedUser({ username: first }));
    expect(await users.add(storedUser({ id: 'bbbbbbbbbbbb', username: second, role: 'admin' }))).toBe(false);
    expect(await everyone()).toEqual([storedUser({ username: first })]);
    expect(await users.named(second)).toMatchObject({ username: first });
  });

  it('has one winner of several of one name at once', async () => {
    const other = new UserStore(await place.replica());
    const added = await Promise.all(
      ['chris', 'Chris', 'CHRIS', 'cHRIS'].map((username, at) =>
        (at % 2 === 0 ? users : other).add(storedUser({ id: `id${String(at)}`, username })),
      ),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await everyone()).toHaveLength(1);
  });

  it.each(['chri', 'chris ', ' chris', '', '%', "' or '1'='1", 'chrıs', 'aaaaaaaaaaaa'])(
    'has nobody of the name %j',
    async (username) => {
      await users.add(CHRIS);
      expect(await users.named(username)).toBeUndefined();
    },
  );

  it.each(['AAAAAAAAAAAA', '', '%', 'chris'])('has nobody under the id %j', async (id) => {
    await users.add(CHRIS);
    expect(await users.find(id)).toBeUndefined();
    expect(await users.change(id, () => undefined)).toBeUndefined();
    expect(await everyone()).toHaveLength(1);
  });

  it.each<[Partial<Paging<'created_at' | 'username'>>, string[]]>([
    [{}, ['c', 'a', 'b']],
    [{ descending: true }, ['b', 'a', 'c']],
    [{ column: 'username' }, ['b', 'c', 'a']],
    [{ column: 'username', descending: true }, ['a', 'c', 'b']],
    [{ limit: 2 }, ['c', 'a']],
    [{ limit: 2, offset: 2 }, ['b']],
    [{ offset: 3 }, []],
  ])('pages %j as %j', async (paging, ids) => {
    await users.add(storedUser({ id: 'b', username: 'x', createdAt: 2 }));
    await users.add(storedUser({ id: 'a', username: 'z', createdAt: 2 }));
    await users.add(storedUser({ id: 'c', username: 'y', createdAt: 1 }));
    const { rows, total } = await users.page(pageOf(paging));
    expect([rows.map(({ id }) => id), total]).toEqual([ids, 3]);
  });

  describe('a change', () => {
    it('is what was decided', async () => {
      await users.add(CHRIS);
      const after = storedUser({ role: 'analyst', mode: 'viewer', passwordHash: 'other', updatedAt: 5 });
      expect(await users.change(CHRIS.id, () => after)).toEqual(after);
      expect(await users.find(CHRIS.id)).toEqual(after);
    });

    it('may give a budget, and take it away', async () => {
      await users.add(CHRIS);
      const budget = { limit: microUsd(5n), period: 'day', softPercent: 50 } as const;
      for (const next of [budget, { ...budget, softPercent: undefined }, undefined]) {
        await users.change(CHRIS.id, (user) => ({ ...user, budget: next }));
        expect(await users.find(CHRIS.id)).toEqual(storedUser({ budget: next }));
      }
    });

    it('to nothing deletes, tells who it was, and frees the name', async () => {
      await users.add(CHRIS);
      expect(await users.change(CHRIS.id, () => undefined)).toEqual(CHRIS);
      expect(await everyone()).toEqual([]);
      expect(await users.add(storedUser({ id: 'bbbbbbbbbbbb', username: 'CHRIS' }))).toBe(true);
    });

    it('leaves all as it was when deciding throws', async () => {
      await users.add(CHRIS);
      const work = (): Promise<unknown> =>
        users.change(CHRIS.id, () => {
          throw new GatewayError('role_denied', 'no');
        });
      expect((await refusalOf(work)).code).toBe('role_denied');
      expect(await everyone()).toEqual([CHRIS]);
    });

    it('loses nothing of many at once, on two replicas', async () => {
      await users.add(storedUser({ updatedAt: 0 }));
      const other = new UserStore(await place.replica());
      const later = (user: User): User => ({ ...user, updatedAt: user.updatedAt + 1 });
      await Promise.all(
        Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? users : other).change(CHRIS.id, later)),
      );
      expect((await users.find(CHRIS.id))?.updatedAt).toBe(8);
    });

    it.each<[string, (user: User) => User | undefined, boolean]>([
      [
        'that ends their tokens',
        (user) => ({ ...user, tokensValidFrom: user.tokensValidFrom + 1000 }),
        false,
      ],
      ['that deletes them', () => undefined, false],
      ['that leaves their tokens good', (user) => ({ ...user, updatedAt: 5 }), true],
    ])('%s leaves their log-ins: %s', async (_, decide, stay) => {
      await users.add(CHRIS);
      const sessions = [
        { id: 's1', user_id: CHRIS.id, refresh_token_id: 'r', expires_at: 2e12 },
        { id: 's2', user_id: 'other', refresh_token_id: 'r', expires_at: 2e12 },
      ];
      await place.database.attempt((db) => db.insertInto('sessions').values(sessions).execute());
      await users.change(CHRIS.id, decide);
      const left = await place.database.attempt((db) => db.selectFrom('sessions').select('id').execute());
      expect(left.map(({ id }) => id).sort()).toEqual(stay ? ['s1', 's2'] : ['s2']);
    });
  });

  describe('the last administrator', () => {
    const admin = (id: string, part: Partial<User> = {}): User =>
      storedUser({ id, username: id, role: 'admin', ...part });
    const outcome = (work: Promise<unknown>): Promise<ErrorCode | 'done'> =>
      work.then(
        () => 'done' as const,
        (error: unknown) => (error as { code: ErrorCode }).code,
      );

    it.each(ENDS)('is not %s, and keeps their log-ins', async (_, decide) => {
      await users.add(admin('a'));
      await users.add(admin('v', { mode: 'viewer' }));
      await users.add(storedUser());
      const session = { id: 's1', user_id: 'a', refresh_token_id: 'r', expires_at: 2e12 };
      await place.database.attempt((db) => db.insertInto('sessions').values(session).execute());
      const moved = (user: User): User | undefined => {
        const next = decide(user);
        return next && { ...next, tokensValidFrom: user.tokensValidFrom + 1000 };
      };
      expect((await refusalOf(() => users.change('a', moved))).code).toBe('last_admin');
      expect(await users.find('a')).toEqual(admin('a'));
      expect(await place.database.attempt((db) => db.selectFrom('sessions').selectAll().execute())).toEqual([
        session,
      ]);
    });

    it.each(ENDS)('may be %s while there is another', async (_, decide) => {
      await users.add(admin('a'));
      await users.add(admin('b'));
      await expect(users.change('a', decide)).resolves.toMatchObject({ id: 'a' });
    });

    it('may change their password', async () => {
      await users.add(admin('a'));
      await expect(users.change('a', (user) => ({ ...user, passwordHash: 'x' }))).resolves.toBeDefined();
    });

    it('is nobody’s concern where a member goes', async () => {
      await users.add(CHRIS);
      await expect(users.change(CHRIS.id, () => undefined)).resolves.toBeDefined();
    });

    it.each(ENDS)('is left when two are %s at once, on two replicas', async (_, decide) => {
      const other = new UserStore(await place.replica());
      for (let round = 0; round < 5; round += 1) {
        await users.add(admin('a'));
        await users.add(admin('b'));
        const outcomes = await Promise.all([
          outcome(users.change('a', decide)),
          outcome(other.change('b', decide)),
        ]);
        expect(outcomes.sort()).toEqual(['done', 'last_admin']);
        await place.database.attempt((db) => db.deleteFrom('users').execute());
      }
    });

    it('is left when all of five go at once, however they go', async () => {
      const other = new UserStore(await place.replica());
      const ids = ['a', 'b', 'c', 'd', 'e'];
      for (const id of ids) await users.add(admin(id));
      const outcomes = await Promise.all(
        ids.map((id, at) =>
          outcome((at % 2 ? other : users).change(id, (ENDS[at % 3] as (typeof ENDS)[number])[1])),
        ),
      );
      expect(outcomes.sort()).toEqual(['done', 'done', 'done', 'done', 'last_admin']);
    });
  });

  it.each<[string, (gone: UserStore) => Promise<unknown>]>([
    ['find', (gone) => gone.find('a')],
    ['name', (gone) => gone.named('a')],
    ['add', (gone) => gone.add(CHRIS)],
    ['page', (gone) => gone.page(pageOf())],
    ['change', (gone) => gone.change('a', () => undefined)],
  ])('refuses to %s when the store is gone', async (_, work) => {
    const gone = new UserStore(await place.gone());
    expect((await refusalOf(() => work(gone))).code).toBe('store_unavailable');
  });
});
