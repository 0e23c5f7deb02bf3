import { accessFaults, goTo, logIn, openAs, openDashboard } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser, type TestUser } from '../../support/users';

describe('the dashboard', () => {
  let gateway: TestGateway;
  let admin: TestUser;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await createUser(gateway, { role: 'admin' });
  });

  it('asks for a login, and says why it refuses one', async () => {
    const { page, faults } = await openDashboard(gateway);
    await logIn(page, { username: admin.username, password: 'not the password' });
    expect(await page.getByRole('alert').textContent()).toContain('Could not log in');
    expect(await accessFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('stays logged in over a reload, and not after a log-out', async () => {
    const { page, faults } = await openAs(gateway, admin);
    await goTo(page, 'Posture');
    await page.reload();
    await page.getByRole('heading', { name: 'Posture', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('User name').waitFor();
    await page.reload();
    await page.getByLabel('User name').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
