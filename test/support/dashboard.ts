import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe, { type RunOnly } from 'axe-core';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PROJECT, type TestGateway } from './gateway';
import { openTab, type Tab } from './tabs';
import { logIn as logInOverHttp, type TestUser } from './users';

/** The dashboard, watched; to be given back with `leave` (or closed with its context). */
export type DashboardPage = Pick<Tab, 'page'> & { readonly faults: readonly string[] };

/** Opens the dashboard for somebody who has not logged in. */
export async function openDashboard(
  { url }: Pick<TestGateway, 'url'>,
  options: BrowserContextOptions = {},
): Promise<DashboardPage> {
  const tab = await openTab(url, options);
  await tab.page.goto(`${url}/dashboard`);
  return tab;
}

/** Opens the dashboard and logs in. */
export async function openAs(
  gateway: Pick<TestGateway, 'url'>,
  user: Pick<TestUser, 'username' | 'password'>,
  options: BrowserContextOptions = {},
): Promise<DashboardPage> {
  const opened = await openDashboard(gateway, options);
  await logIn(opened.page, user);
  await opened.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  return opened;
}

/** Opens one screen for somebody who has logged in before, as a reload does; cheaper than the way there. */
export async function openAt(
  screen: string,
  gateway: Pick<TestGateway, 'url'>,
  { username, password }: Pick<TestUser, 'username' | 'password'>,
  options: BrowserContextOptions = {},
): Promise<DashboardPage> {
  const [tab, { body }] = await Promise.all([
    openTab(gateway.url, options),
    logInOverHttp(gateway, username, password),
  ]);
  await tab.page.evaluate(
    `sessionStorage.setItem('sallyport:refresh', ${JSON.stringify(body.refresh_token)})`,
  );
  await tab.page.goto(`${gateway.url}/dashboard#/${screen.toLowerCase()}`);
  await tab.page.getByRole('heading', { name: screen, level: 1 }).waitFor();
  return tab;
}

export async function logIn(page: Page, user: Pick<TestUser, 'username' | 'password'>): Promise<void> {
  await page.getByLabel('User name').fill(user.username);
  await page.getByLabel('Password').fill(user.password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Goes to a screen by its link. */
export async function goTo(page: Page, screen: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('link', { name: screen, exact: true })
    .click();
  await page.getByRole('heading', { name: screen, level: 1 }).waitFor();
}

/** WCAG 2.2 A and AA, and axe's own best practices. */
const ALL_RULES: RunOnly = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
/** All that a theme can change. */
export const CONTRAST: RunOnly = { type: 'rule', values: ['color-contrast'] };

/** What axe finds wrong on the page as it is: one line for each. */
export async function accessFaults(page: Page, runOnly = ALL_RULES): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (rules) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    // React Aria's own words for screen readers stay seven seconds, also when what they name is gone by then.
    const whatIsOurs = { exclude: [['[data-live-announcer]']] };
    return inPage.run(whatIsOurs, { runOnly: rules, resultTypes: ['violations'] });
  }, runOnly);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/**
 * Takes a picture for docs/images; `npm run pictures` keeps it, all other runs look only that it can be taken. What is
 * secret is painted over.
 */
export async function picture(page: Page, name: string, secrets: readonly Locator[] = []): Promise<void> {
  const bytes = await page.screenshot({ animations: 'disabled', mask: [...secrets], maskColor: '#7b8794' });
  if (process.env['WRITE_PICTURES'] !== '1') return;
  const folder = join(PROJECT, 'docs/images');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), bytes);
}
