import type { Page } from 'playwright-core';
import { accessFaults, CONTRAST } from '../../support/dashboard';

const OTHER_THEME = `document.documentElement.dataset.theme =
  document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'`;
const PHONE = { width: 375, height: 800 };

/**
 * What is wrong with how the page looks as it is: axe's findings in both themes, and whether a phone has to scroll
 * sideways. Empty where nothing is.
 */
export async function looksOf(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  found.push(...(await accessFaults(page)));
  // Not by its button: a dialog may be over it.
  await page.evaluate(OTHER_THEME);
  found.push(...(await accessFaults(page, CONTRAST)).map((fault) => `in the other theme: ${fault}`));
  await page.evaluate(OTHER_THEME);
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (width > PHONE.width) found.push(`a phone scrolls sideways: ${String(width)} px`);
  if (before !== null) await page.setViewportSize(before);
  return found;
}

interface Refusal {
  readonly method?: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** Lets the gateway refuse one route, from now on. */
export async function refuse(page: Page, path: RegExp, refusal: Refusal): Promise<void> {
  const { method = 'GET', status, code, detail } = refusal;
  await page.route(path, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    await route.fulfill({
      status,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: `urn:sallyport:error:${code}`,
        title: 'Refused',
        status,
        detail,
        error: 'Refused',
        message: detail,
        code,
        layer: 'gateway',
        request_id: 'req_provoked0001',
      }),
    });
  });
}

/** Lets a list have nothing in it, from now on. */
export async function emptyList(page: Page, path: RegExp): Promise<void> {
  await page.route(path, (route) =>
    route.fulfill({ json: { meta: { page: 1, page_size: 25, total: 0 }, data: [] } }),
  );
}

/** Picks one of a choice. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
