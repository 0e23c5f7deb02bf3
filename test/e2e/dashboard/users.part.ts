import type { Page } from 'playwright-core';
import { openAs, openAt, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser, logIn, type TestUser } from '../../support/users';
import { choose, emptyList, looksOf, refuse } from './states';
import { leave } from '../../support/tabs';

describe('the users of the dashboard', () => {
  let gateway: TestGateway;
  let admin: TestUser;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const statusOf = async (username: string, password: string): Promise<number> =>
    (await logIn(gateway, username, password)).status;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await createUser(gateway, { role: 'admin', username: 'amelia.reed' });
    await createUser(gateway, { username: 'ben.okafor', role: 'member' });
    await createUser(gateway, { username: 'chiara.rossi', role: 'analyst' });
    await createUser(gateway, { username: 'dana.levy', role: 'readonly' });
    await createUser(gateway, { username: 'emil.novak', role: 'admin', mode: 'viewer' });
    await createUser(gateway, { username: 'farah.haddad', role: 'member' });
    await createUser(gateway, { username: 'greta.lind', role: 'member' });
    await createUser(gateway, { username: 'hugo.martin', role: 'analyst', mode: 'viewer' });
  });

  it('are made, changed and deleted, and the rules of a password are said before they are broken', async () => {
    const { page, faults } = await openAt('Users', gateway, admin);
    await button(page, 'New user').click();
    const dialog = page.getByRole('dialog', { name: 'New user' });
    const password = dialog.getByLabel('Password');
    await dialog.getByText('At least 8 characters, at most 72 bytes.').waitFor();
    await dialog.getByLabel('User name').fill('zoe.carter');
    await password.fill('short');
    await button(page, 'Create the user').click();
    await dialog.getByText('At least 8 characters: 3 more.').waitFor();
    expect(await looksOf(page)).toEqual([]);
    await password.fill('long enough');
    await choose(page, 'Role', 'analyst');
    await choose(page, 'Budget', 'Each month');
    await dialog.getByLabel('US dollars').fill('12');
    await button(page, 'Create the user').click();
    await page.getByRole('row', { name: /zoe\.carter.*analyst.*\$12\.00 a month/ }).waitFor();
    expect(await statusOf('zoe.carter', 'long enough')).toBe(200);

    // A name that is taken is refused at its field.
    await button(page, 'New user').click();
    await dialog.getByLabel('User name').fill('zoe.carter');
    await password.fill('long enough');
    await button(page, 'Create the user').click();
    await dialog.getByRole('textbox', { name: 'User name', description: /taken/ }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    // By the keyboard alone.
    await button(page, 'Edit zoe.carter').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Edit zoe.carter' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('another password');
    await choose(page, 'Mode', 'viewer');
    await button(page, 'Save').click();
    await page.getByRole('row', { name: /zoe\.carter.*analyst, viewer/ }).waitFor();
    expect(await statusOf('zoe.carter', 'long enough')).toBe(401);
    expect(await statusOf('zoe.carter', 'another password')).toBe(200);

    await button(page, 'Delete zoe.carter').click();
    await page
      .getByRole('alertdialog', { name: 'Delete zoe.carter?' })
      .getByText('cannot be undone')
      .waitFor();
    await button(page, 'Delete the user').click();
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    await page.getByRole('row', { name: /zoe\.carter/ }).waitFor({ state: 'hidden' });
    expect(await statusOf('zoe.carter', 'another password')).toBe(401);
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('keep the last administrator, and say why', async () => {
    const { page, faults } = await openAt('Users', gateway, admin);
    const detail = 'This is the last administrator who can log in; make another first';
    await refuse(page, /admin\/users\//, { method: 'DELETE', status: 409, code: 'last_admin', detail });
    await button(page, 'Delete amelia.reed').click();
    await button(page, 'Delete the user').click();
    const dialog = page.getByRole('alertdialog', { name: 'Delete amelia.reed?' });
    await dialog.getByText(detail).waitFor();
    await dialog.getByText(/last_admin · request/).waitFor();
    await button(page, 'Cancel').click();
    await page.getByRole('row', { name: /amelia\.reed you/ }).waitFor();

    await refuse(page, /admin\/users\?/, { status: 500, code: 'internal_error', detail: 'It broke' });
    await choose(page, 'Sort', 'Newest first');
    await page
      .getByText('Could not load the users')
      .or(page.getByText('Could not refresh the users'))
      .waitFor();
    await page.unrouteAll();
    await emptyList(page, /admin\/users\?/);
    await button(page, 'Try again').click();
    await page.getByText('Nobody can log in yet').waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('are only looked at by those who only read, and not at all by others', async () => {
    const viewer = await createUser(gateway, { role: 'admin', mode: 'viewer' });
    const { page, faults } = await openAt('Users', gateway, viewer);
    await page.getByRole('row', { name: /ben\.okafor/ }).waitFor();
    expect(await page.getByRole('button', { name: /New user|Edit|Delete/ }).count()).toBe(0);
    expect(await looksOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Audit of ben.okafor' }).click();
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor();
    expect(faults).toEqual([]);
    await leave(page);

    const member = await openAs(gateway, await createUser(gateway));
    await member.page.getByRole('link', { name: 'Chains' }).waitFor();
    expect(await member.page.getByRole('link', { name: /Keys|Users|Audit|Posture/ }).count()).toBe(0);
    await member.page.context().close();
  });

  it('look well on a picture', async () => {
    const { page } = await openAt('Users', gateway, admin);
    await page.getByRole('table', { name: 'Users' }).waitFor();
    await picture(page, 'users');
    await leave(page);
  });
});
