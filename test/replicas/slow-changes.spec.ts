import { sql } from 'kysely';
import { adminOf, idOf, until, type Admin } from '../support/admin';
import { ask } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';

let gateway: TestGateway;
let admin: Admin;

beforeAll(async () => {
  gateway = await startGateway({ settings: { DATABASE_TIMEOUT_MS: '900' } });
  admin = await adminOf(gateway);
});

afterAll(async () => {
  await gateway.stop();
});

/** Keeps everybody else from changing a key until `work` is done. */
async function whileHeld(id: string, work: () => Promise<void>): Promise<void> {
  await gateway.database.transaction(async (db) => {
    await db.updateTable('api_keys').set({ name: 'held' }).where('id', '=', id).execute();
    await work();
  });
}

/** What the gateway's own sessions are in the middle of. */
async function states(): Promise<readonly string[]> {
  const { rows } = await gateway.database.attempt((db) =>
    sql<{ state: string }>`
      select state from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
    `.execute(db),
  );
  return rows.map(({ state }) => state);
}

describe('changes that waited too long for the store', () => {
  it('are refused, and leave no connection behind that loses the work of others', async () => {
    const id = idOf(gateway.key);
    await whileHeld(id, async () => {
      const refused = await Promise.all(
        Array.from({ length: 4 }, () => admin.call('PATCH', `/admin/keys/${id}`, { name: 'too late' })),
      );
      for (const { status, body } of refused)
        expect([status, body['code']]).toEqual([503, 'store_unavailable']);
    });
    const key = await gateway.createKey();
    const answers = await Promise.all(
      Array.from({ length: 40 }, async () => (await ask({ url: gateway.url, key })).status),
    );
    expect(answers).toEqual(answers.map(() => 200));
    expect(await ledgerOf(gateway)).toHaveLength(answers.length);
    // Work in the background is between two statements now and then; what was left behind stays so.
    await until(states, (all) => !all.some((state) => state.startsWith('idle in transaction')), 5000);
    expect((await admin.call('PATCH', `/admin/keys/${id}`, { name: 'in time' })).status).toBe(200);
  });
});
