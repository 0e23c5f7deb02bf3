import type { Page } from 'playwright-core';
import { until } from '../../support/admin';
import { timed } from '../../support/timed';

/** A number is on the screen by then; the issue says two seconds, and a busy machine gets a few more. */
const SOON_MS = 5000;

/** What a tile of the overview says, without its hint. */
export async function says(page: Page, label: string): Promise<string> {
  const term = page.getByRole('term').filter({ hasText: new RegExp(`^${label}$`) });
  return (await term.locator('xpath=following-sibling::dd/span').first().textContent()) ?? '';
}

/** US dollars of a tile. */
export async function dollars(page: Page, label: string): Promise<number> {
  return Number((await says(page, label)).replace(/[$,]/g, ''));
}

/** Waits until a tile shows so many US dollars, or more. Resolves with how many milliseconds that took. */
export async function shows(page: Page, label: string, usd: number): Promise<number> {
  const { ms } = await timed(() =>
    until(
      () => dollars(page, label),
      // Half of a micro-dollar: sums of such numbers are not exact.
      (shown) => shown >= usd - 0.000_000_5,
    ),
  );
  expect(ms).toBeLessThan(SOON_MS);
  return Math.round(ms);
}
