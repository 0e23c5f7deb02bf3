import type { Page } from 'playwright-core';
import { adminOf } from '../../support/admin';
import { accessFaults, goTo, logIn, openAs, openDashboard, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser, type TestUser } from '../../support/users';
import { looksOf } from './states';
import { leave } from '../../support/tabs';

/** What the page may weigh until its first screen stands, compressed as it is sent. */
const FIRST_LOAD_BYTES = 150_000;
const PHONE = { width: 375, height: 800 };

describe('the shell of the dashboard', () => {
  let gateway: TestGateway;
  let admin: TestUser;
  const screen = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await createUser(gateway, { role: 'admin', username: 'ada.lovelace' });
  });

  it('asks for a login, and says why it refuses one', async () => {
    const { page, faults } = await openDashboard(gateway);
    await page.getByLabel('User name').waitFor();
    await picture(page, 'login');
    await logIn(page, { username: admin.username, password: 'not the password' });
    expect(await page.getByRole('alert').textContent()).toMatch(/Could not log in.*req_/);
    expect(await looksOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('stays logged in over a reload, and not after a log-out', async () => {
    const { page, faults } = await openAs(gateway, admin);
    await goTo(page, 'Budgets');
    await page.reload();
    await screen(page, 'Budgets');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('User name').waitFor();
    await page.reload();
    await page.getByLabel('User name').waitFor();
    expect(await page.evaluate<string>('JSON.stringify({ ...sessionStorage, ...localStorage })')).not.toMatch(
      /eyJ/,
    );
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('has a login for each tab, which a duplicate of the tab does not end', async () => {
    const { page, faults } = await openAs(gateway, admin);
    const duplicated = page.context().waitForEvent('page');
    // The storage of the tab is copied, as where somebody duplicates it.
    await page.evaluate('void window.open(location.href)');
    const duplicate = await duplicated;
    await logIn(duplicate, admin);
    await screen(duplicate, 'Overview');
    await page.reload();
    await screen(page, 'Overview');
    await duplicate.reload();
    await screen(duplicate, 'Overview');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('asks for a login over the work of somebody whose session ends, and goes on with it', async () => {
    const user = await createUser(gateway, { role: 'member' });
    const { page, faults } = await openAs(gateway, user);
    await goTo(page, 'Ask');
    const question = page.getByRole('textbox', { name: 'Question' });
    await question.fill('A question that was typed with care');
    const password = 'another password, of some length';
    const { status } = await (await adminOf(gateway)).call('PATCH', `/admin/users/${user.id}`, { password });
    expect(status).toBe(200);
    const again = page.getByRole('dialog', { name: 'Log in again' });
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await again.waitFor();
    await page.keyboard.press('Escape');
    expect(await again.getByLabel('User name').inputValue()).toBe(user.username);
    expect(await looksOf(page)).toEqual([]);
    await again.getByLabel('Password').fill(password);
    await again.getByRole('button', { name: 'Log in' }).click();
    await again.waitFor({ state: 'detached' });
    expect(await question.inputValue()).toBe('A question that was typed with care');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('claude-').first().waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('shows nobody a screen that is not theirs, and says so of one that there is not', async () => {
    const member = await createUser(gateway, { role: 'member', mode: 'viewer' });
    const { page, faults } = await openAs(gateway, member);
    expect(
      await page.getByRole('navigation', { name: 'Screens' }).getByRole('link').allTextContents(),
    ).toEqual([' Overview', ' Budgets', ' Chains']);
    for (const [address, words] of [
      ['#/keys', 'This screen is not yours to see'],
      ['#/audit?layer=budget', 'This screen is not yours to see'],
      ['#/ask', 'This screen is not yours to see'],
      ['#/nowhere', 'There is no such screen'],
    ] as const) {
      await page.evaluate(`location.hash = '${address}'`);
      await page.getByText(words).waitFor();
    }
    expect(await looksOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await screen(page, 'Overview');
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('is used with a keyboard alone', async () => {
    const { page, faults } = await openDashboard(gateway);
    await page.getByLabel('User name').waitFor();
    await page.keyboard.type(admin.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(admin.password);
    await page.keyboard.press('Enter');
    await screen(page, 'Overview');
    const focused = (): Promise<string> =>
      page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()');
    const met: string[] = [];
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('Tab');
      met.push(await focused());
    }
    expect(met).toEqual([
      'Skip to the screen',
      'Sallyport',
      'Switch to the dark theme',
      'Log out',
      'Overview',
      'Budgets',
    ]);
    await page.keyboard.press('Enter');
    await screen(page, 'Budgets');
    // Who goes to a screen is in it.
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
    expect(await page.title()).toBe('Budgets · Sallyport');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('has a menu on a phone', async () => {
    const { page, faults } = await openAs(gateway, admin, { viewport: PHONE });
    const links = page.getByRole('navigation', { name: 'Screens' });
    const menu = page.getByRole('button', { name: 'Menu' });
    expect(await links.isVisible()).toBe(false);
    await menu.press('Enter');
    expect(await menu.getAttribute('aria-expanded')).toBe('true');
    expect(await looksOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await links.waitFor({ state: 'hidden' });
    await menu.press('Enter');
    await links.getByRole('link', { name: 'Budgets' }).press('Enter');
    await screen(page, 'Budgets');
    expect(await links.isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is as dark as the system, or as somebody chose', async () => {
    const { page, faults } = await openAs(gateway, admin, { colorScheme: 'dark' });
    const theme = (): Promise<unknown> => page.evaluate('document.documentElement.dataset.theme');
    expect(await theme()).toBe('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    const toDark = page.getByRole('button', { name: 'Switch to the dark theme' });
    await toDark.waitFor();
    expect(await theme()).toBe('light');
    await toDark.click();
    expect(await theme()).toBe('dark');
    await page.reload();
    await screen(page, 'Overview');
    expect(await theme()).toBe('dark');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('has screens that everybody can use, on a phone in the dark', async () => {
    const { page, faults } = await openAs(gateway, admin, { viewport: PHONE, colorScheme: 'dark' });
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.click();
    const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link');
    const names = (await links.allTextContents()).map((text) => text.trim());
    await menu.click();
    expect(names).toHaveLength(8);
    for (const name of names) {
      await menu.click();
      await goTo(page, name);
      await page.locator('.loading').first().waitFor({ state: 'detached' });
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([name, width, await accessFaults(page)]).toEqual([name, PHONE.width, []]);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('asks nobody but its gateway, and weighs little until it shows something', async () => {
    const { page, faults } = await openDashboard(gateway);
    // Another profile, which has nothing of the page yet.
    const fresh = await (await page.context().browser()?.newContext())?.newPage();
    if (fresh === undefined) throw new Error('There is no browser');
    const sizes: Promise<number>[] = [];
    fresh.on('requestfinished', (request) => {
      // What is shown weighs what it weighs: this is the page.
      if (!request.url().startsWith(`${gateway.url}/dashboard`)) return;
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await fresh.goto(`${gateway.url}/dashboard`);
    await logIn(fresh, admin);
    // Its numbers are there, and its charts are painted.
    await fresh.getByText('Cost today').waitFor();
    await fresh.locator('canvas').nth(3).waitFor();
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    process.stdout.write(`first load of the dashboard: ${(bytes / 1000).toFixed(1)} kB\n`);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
    await fresh.context().close();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
