import { sql } from 'kysely';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { recordAct } from './acts';
import { identityOf } from './identity.fixture';
import { principalOf } from './principal.fixture';

const ADMIN = principalOf({ id: 'key:abcdefghijkl', role: 'admin' });
const PASSWORD = 'a fixture of a password';
const CHRIS = { username: 'chris', password: PASSWORD, role: 'member', mode: 'full' } as const;

describe.each(ENGINES)('acts on %s', (engine) => {
  const place = storeOfBlock(engine);

  const acts = async (): Promise<readonly Record<string, unknown>[]> => {
    const rows = await place.database.attempt((db) =>
      db.selectFrom('admin_acts').selectAll().orderBy('at').orderBy('id').execute(),
    );
    return rows.map(({ act }) => JSON.parse(act) as Record<string, unknown>);
  };

  it('say who did what to whom, and of a change only what differs', async () => {
    await place.database.transaction((db) =>
      recordAct(
        db,
        { who: 'user:1', requestId: 'req_1' },
        {
          action: 'key.changed',
          target: 'key:1',
          before: { a: 1, b: [1], c: 1 },
          after: { a: 2, b: [1], d: 1 },
        },
        5,
      ),
    );
    expect(await acts()).toEqual([
      {
        actor: 'user:1',
        request_id: 'req_1',
        action: 'key.changed',
        target: 'key:1',
        before: { a: 1, c: 1 },
        after: { a: 2, d: 1 },
      },
    ]);
  });

  it('that cannot be written down are not done', async () => {
    const { people, keys, browserTokens } = identityOf(place.database);
    const { id } = await people.create(ADMIN, CHRIS);
    const { apiKey } = await keys.administration.create(ADMIN, { name: 'mine', role: 'member' });
    await place.database.attempt((db) => sql`alter table admin_acts rename to away`.execute(db));
    try {
      for (const work of [
        () => keys.administration.create(ADMIN, { name: 'other', role: 'member' }),
        () => keys.administration.change(ADMIN, apiKey.id, { name: 'changed' }),
        () => keys.administration.rotate(ADMIN, apiKey.id, 0),
        () => keys.administration.revoke(ADMIN, apiKey.id),
        () => keys.administration.delete(ADMIN, apiKey.id),
        () => people.create(ADMIN, { ...CHRIS, username: 'other' }),
        () => people.change(ADMIN, id, { role: 'readonly' }),
        () => people.delete(ADMIN, id),
        () => browserTokens.mint(ADMIN, { origin: 'https://app.example.com', ttlSeconds: 60 }),
      ])
        await expect(work()).rejects.toMatchObject({ code: 'store_unavailable' });
      expect(await keys.keys.list()).toEqual([apiKey]);
      expect(await people.one(id)).toMatchObject({ role: 'member' });
      const tokens = await place.database.attempt((db) =>
        db.selectFrom('browser_tokens').selectAll().execute(),
      );
      expect(tokens).toEqual([]);
    } finally {
      await place.database.attempt((db) => sql`alter table away rename to admin_acts`.execute(db));
    }
  });

  it('are of the command line or the bootstrap where no request asks for them, and none where nothing is done', async () => {
    const { people, keys } = identityOf(place.database);
    const { apiKey, key } = await keys.keys.create({ name: 'mine', role: 'member' });
    await keys.keys.add(key, { name: 'again', role: 'admin' });
    await keys.keys.revoke(apiKey.id);
    await keys.keys.revoke(apiKey.id);
    await people.add(CHRIS);
    await expect(people.add(CHRIS)).rejects.toMatchObject({ code: 'already_exists' });
    const said = (await acts()).map(
      ({ actor, action, request_id: id }) => `${String(actor)} ${String(action)} ${String(id)}`,
    );
    expect(said.sort()).toEqual([
      'bootstrap user.created null',
      'cli key.created null',
      'cli key.revoked null',
    ]);
  });
});
