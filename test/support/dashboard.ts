import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe, { type RunOnly } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { BROWSER_ARGUMENTS } from './browser';
import { PROJECT, type TestGateway } from './gateway';
import { findChromium } from './servers/binaries';
import { logIn as logInOverHttp, type TestUser } from './users';

/** Runs in the page before anything of its own. */
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  tellFault(\`policy: \${event.violatedDirective} \${event.blockedURI} \${event.sample}\`));`;

/** The dashboard in a tab of its own, watched for what it must never do. */
export interface DashboardPage {
  readonly page: Page;
  /** What it did: violations of its policy, errors on its console, requests to anybody but its gateway. */
  readonly faults: readonly string[];
}

/** Of this Jest file: its parts share one browser, and have profiles of their own. */
let browser: Promise<Browser> | undefined;

function sharedBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('chromium is not on the PATH');
  browser ??= chromium.launch({ executablePath, args: [...BROWSER_ARGUMENTS] });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** Opens the dashboard for somebody who has not logged in. */
export async function openDashboard(
  { url }: Pick<TestGateway, 'url'>,
  options: BrowserContextOptions = {},
  { script = '', address = '/' } = {},
): Promise<DashboardPage> {
  const context = await (
    await sharedBrowser()
  ).newContext({ locale: 'en-US', timezoneId: 'UTC', viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  await page.exposeFunction('tellFault', (fault: string) => faults.push(fault));
  await page.addInitScript({ content: `${TELL_VIOLATIONS}${script}` });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A refusal that a test provokes is on the console too, as the browser's own line.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      faults.push(`asked ${request.url()}`);
  });
  await page.goto(`${url}/dashboard#${address}`);
  return { page, faults };
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
  const { body } = await logInOverHttp(gateway, username, password);
  const kept = JSON.stringify(body.refresh_token);
  // Once: on each later page it is for the page to have its own.
  const script = `if (window.name === '') { window.name = 'given'; sessionStorage.setItem('sallyport:refresh', ${kept}); }`;
  const opened = await openDashboard(gateway, options, { script, address: `/${screen.toLowerCase()}` });
  await opened.page.getByRole('heading', { name: screen, level: 1 }).waitFor();
  return opened;
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
