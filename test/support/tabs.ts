import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { BROWSER_ARGUMENTS } from './browser';
import { findChromium } from './servers/binaries';

/** A tab of a browser, watched for what a page of ours must never do. */
export interface Tab {
  readonly page: Page;
  /** What it did: violations of its policy, errors on its console, requests to anybody but its own server. */
  readonly faults: string[];
  /** Its own server. */
  origin: string;
}

const VIEWPORT = { width: 1280, height: 800 };
/** Runs in each page before anything of its own. */
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  tellFault(\`policy: \${event.violatedDirective} \${event.blockedURI} \${event.sample}\`));`;

/** Of this Jest file. */
let browser: Promise<Browser> | undefined;
/** Tabs that nobody uses, by their options: one that has been warm costs a third of a new one. */
const resting = new Map<string, Tab[]>();
const inUse = new WeakMap<Page, { readonly tab: Tab; readonly name: string }>();

function sharedBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('chromium is not on the PATH');
  browser ??= chromium.launch({ executablePath, args: [...BROWSER_ARGUMENTS] });
  return browser;
}

/** Ends the browser, with all of its tabs. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
  resting.clear();
}

/**
 * A tab at a document of the server that is no page, so that its storage can be filled before a page is opened. Nothing
 * of another use is in it.
 */
export async function openTab(origin: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const name = JSON.stringify(options);
  const tab = resting.get(name)?.pop() ?? (await newTab(origin, options));
  tab.origin = origin;
  tab.faults.length = 0;
  inUse.set(tab.page, { tab, name });
  await tab.page.goto(`${origin}/health/live`);
  await tab.page.evaluate('localStorage.clear(); sessionStorage.clear()');
  return tab;
}

/** Gives a tab back, to be used again. One in which something beyond its page was changed is to be closed instead. */
export async function leave(page: Page): Promise<void> {
  const used = inUse.get(page);
  if (used === undefined) throw new Error('This tab is not in use');
  inUse.delete(page);
  await page.unrouteAll();
  await page.goto('about:blank');
  await page.setViewportSize(VIEWPORT);
  resting.set(used.name, [...(resting.get(used.name) ?? []), used.tab]);
}

async function newTab(origin: string, options: BrowserContextOptions): Promise<Tab> {
  const ours = { locale: 'en-US', timezoneId: 'UTC', viewport: VIEWPORT };
  const context = await (await sharedBrowser()).newContext({ ...ours, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const tab: Tab = { page, faults: [], origin };
  const { faults } = tab;
  await page.exposeFunction('tellFault', (fault: string) => faults.push(fault));
  await page.addInitScript({ content: TELL_VIOLATIONS });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A refusal that a test provokes is on the console too, as the browser's own line.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(tab.origin) || /^(?:data|about):/.test(request.url());
    if (!isOurs) faults.push(`asked ${request.url()}`);
  });
  return tab;
}
