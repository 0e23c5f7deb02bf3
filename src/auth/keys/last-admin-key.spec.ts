import type { ErrorCode, Role } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { principalOf } from '../principal.fixture';
import { storedUser } from '../users/users.fixture';
import { UserStore } from '../users/user.store';
import type { ApiKey } from './api-key';
import type { KeyAdministration } from './key-administration';
import { keysOf, storedKey } from './keys.fixture';

type Work = (keys: KeyAdministration, id: string) => Promise<unknown>;

const ADMIN = principalOf({ role: 'admin' });

/** Every way in which a key stops being an administrator’s. */
const ENDS: [string, Work][] = [
  ['deleted', (keys, id) => keys.delete(ADMIN, id)],
  ['revoked', (keys, id) => keys.revoke(ADMIN, id)],
  ['made a member’s', (keys, id) => keys.change(ADMIN, id, { role: 'member' })],
  ['made a viewer’s', (keys, id) => keys.change(ADMIN, id, { mode: 'viewer' })],
];

const outcome = (work: Promise<unknown>): Promise<ErrorCode | 'done'> =>
  work.then(
    () => 'done' as const,
    (error: unknown) => (error as { code: ErrorCode }).code,
  );

describe.each(ENGINES)('the last key of an administrator on %s', (engine) => {
  const place = storeOfBlock(engine);
  let gateway: ReturnType<typeof keysOf>;
  let keys: KeyAdministration;
  beforeEach(() => {
    gateway = keysOf(place.database);
    keys = gateway.administration;
  });

  const made = async (role: Role = 'member'): Promise<ApiKey> =>
    (await keys.create(ADMIN, { name: 'mine', role })).apiKey;
  const refused = async (work: () => unknown): Promise<ErrorCode> => (await refusalOf(work)).code;

  it.each(ENDS)('is not %s', async (_, end) => {
    const last = await made('admin');
    await made();
    expect(await refused(() => end(keys, last.id))).toBe('last_admin');
    expect(await keys.one(last.id)).toEqual(last);
  });

  it.each(ENDS)('may be %s while another administrates', async (_, end) => {
    const { id } = await made('admin');
    await made('admin');
    await expect(end(keys, id)).resolves.not.toThrow();
  });

  it.each(ENDS)('may be %s while somebody who logs in administrates', async (_, end) => {
    const { id } = await made('admin');
    await new UserStore(place.database).add(storedUser({ role: 'admin' }));
    await expect(end(keys, id)).resolves.not.toThrow();
  });

  it.each<[string, (now: number) => Partial<ApiKey>]>([
    ['revoked', (now) => ({ revokedAt: now })],
    ['expired', (now) => ({ expiresAt: now })],
    ['a viewer’s', () => ({ mode: 'viewer' })],
    ['a member’s', () => ({ role: 'member' })],
  ])('is the last although there is another that is %s', async (_, part) => {
    const { id } = await made('admin');
    await gateway.store.add(storedKey({ role: 'admin', ...part(gateway.clock.now()) }));
    for (const [, end] of ENDS) expect(await refused(() => end(keys, id))).toBe('last_admin');
  });

  it.each([{ role: 'member' as const }, { role: 'admin' as const, mode: 'viewer' as const }])(
    'is the last although a %j can log in',
    async (part) => {
      const { id } = await made('admin');
      await new UserStore(place.database).add(storedUser(part));
      expect(await refused(() => keys.delete(ADMIN, id))).toBe('last_admin');
    },
  );

  it('may be rotated, renamed and bound', async () => {
    const { id } = await made('admin');
    await expect(keys.rotate(ADMIN, id, 0)).resolves.toBeDefined();
    await expect(keys.change(ADMIN, id, { name: 'x', allowedIps: ['10.0.0.1'] })).resolves.toBeDefined();
  });

  it('is nobody’s concern where a member’s key goes', async () => {
    const { id } = await made();
    await expect(keys.delete(ADMIN, id)).resolves.toBeUndefined();
  });

  it.each(ENDS)('is left when two are %s at once, each by the other, on two replicas', async (_, end) => {
    const other = keysOf(await place.replica()).administration;
    for (let round = 0; round < 5; round += 1) {
      const [one, two] = [await made('admin'), await made('admin')];
      const outcomes = await Promise.all([outcome(end(keys, two.id)), outcome(end(other, one.id))]);
      expect(outcomes.sort()).toEqual(['done', 'last_admin']);
      await place.database.attempt((db) => db.deleteFrom('api_keys').execute());
    }
  });

  it('is left when all of five go at once, however they go', async () => {
    const other = keysOf(await place.replica()).administration;
    const admins = await Promise.all([1, 2, 3, 4, 5].map(() => made('admin')));
    const outcomes = await Promise.all(
      admins.map(({ id }, at) =>
        outcome((ENDS[at % ENDS.length] as [string, Work])[1](at % 2 ? other : keys, id)),
      ),
    );
    expect(outcomes.sort()).toEqual(['done', 'done', 'done', 'done', 'last_admin']);
  });
});
