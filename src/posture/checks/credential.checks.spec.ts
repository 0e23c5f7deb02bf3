import { CheapPasswords } from '../../auth/users/users.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import type { Finding } from '../check';
import { CredentialChecks } from './credential.checks';

const store = storeOfBlock('sqlite');

const look = (id: string): Finding | Promise<Finding> | undefined =>
  new CredentialChecks(store.database, new CheapPasswords()).all.find((check) => check.id === id)?.look();

async function add(username: string, role: string, password: string): Promise<void> {
  const password_hash = await new CheapPasswords().hash(password);
  const times = { tokens_valid_from: 0, created_at: 0, updated_at: 0 };
  const budget = { budget_micro_usd: null, budget_period: null, budget_soft_percent: null };
  await store.database.attempt((db) =>
    db
      .insertInto('users')
      .values({
        id: username,
        username,
        username_folded: username,
        password_hash,
        role,
        mode: 'full',
        ...times,
        ...budget,
      })
      .execute(),
  );
}

it('warns where nobody administers', async () => {
  expect(await look('administrator')).toMatchObject({ status: 'warning' });
  await add('ada', 'admin', 'of-a-test-and-nobody');
  expect(await look('administrator')).toMatchObject({ status: 'pass' });
});

it('finds the administrator with a password that is tried first', async () => {
  await add('grace', 'admin', 'of-a-test-and-nobody');
  await add('member', 'member', 'changeme');
  expect(await look('default-passwords')).toMatchObject({ status: 'pass' });
  await add('root', 'admin', 'changeme');
  expect(await look('default-passwords')).toMatchObject({
    status: 'failure',
    why: 'root has a password that is tried first',
  });
});
