import type { Page } from 'playwright-core';
import { ask } from '../../support/ask';
import { goTo, openAs, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser, type TestUser } from '../../support/users';
import { openWay } from '../../support/way';
import { looksOf, refuse } from './states';
import { dollars, says, shows } from './tiles';
import { leave } from '../../support/tabs';

describe('the overview of the dashboard', () => {
  let gateway: TestGateway;
  let admin: TestUser;
  const live = (page: Page) => page.getByText('Live', { exact: true });

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await createUser(gateway, { role: 'admin', username: 'grace.hopper' });
  });

  it('shows what is asked, spent and refused, soon after it was', async () => {
    const { page, faults } = await openAs(gateway, admin);
    await live(page).waitFor();
    const cost = await dollars(page, 'Cost today');
    const { status, body } = await ask<{ cost_usd: number }>(gateway);
    expect(status).toBe(200);
    const ms = await shows(page, 'Cost today', cost + body.cost_usd);
    process.stdout.write(`cost on the overview after ${String(ms)} ms\n`);

    // A layer that refused nothing of what this gateway has lived through.
    const layers = page.getByRole('list', { name: 'Refused, by layer' }).getByRole('listitem');
    const readonly = await gateway.createKey({ role: 'readonly' });
    expect((await ask({ ...gateway, key: readonly })).status).toBe(403);
    await layers.filter({ hasText: 'Access' }).waitFor({ timeout: 5000 });
    const access = page.getByRole('link', { name: 'Access' });
    expect(await access.getAttribute('href')).toBe('#/audit?layer=access');

    // What ticks does not speak; only what has changed for good does.
    expect(
      await page.locator('main').locator('[aria-live], [role=status], [role=alert]').allTextContents(),
    ).toEqual(['Live']);
    expect(await page.getByRole('img', { name: /^Requests\. Answered: between/ }).count()).toBe(1);
    await page.getByRole('button', { name: 'Show Requests as a table' }).click();
    await page.getByRole('table', { name: 'Requests' }).getByRole('row').nth(60).waitFor();
    expect(await looksOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('keeps one feed over all screens, and what it knew while the gateway is away', async () => {
    const way = await openWay(Number(new URL(gateway.url).port));
    const { page, faults } = await openAs(way, admin);
    let feeds = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/live')) feeds += 1;
    });
    await live(page).waitFor();
    await goTo(page, 'Budgets');
    await goTo(page, 'Overview');
    await live(page).waitFor();
    expect(feeds).toBe(0);
    const cost = await dollars(page, 'Cost today');
    await way.close();
    await page.getByText('Reconnecting …').waitFor();
    await page.getByText(/^as of \d\d:\d\d:\d\d$/).waitFor();
    expect(await dollars(page, 'Cost today')).toBe(cost);
    expect(await looksOf(page)).toEqual([]);
    const { body } = await ask<{ cost_usd: number }>(gateway);
    await way.reopen();
    await live(page).waitFor();
    await shows(page, 'Cost today', cost + body.cost_usd);
    expect(faults).toEqual([]);
    await leave(page);
    await way.close();
  });

  it('shows those who do not see all their own, and says that it does', async () => {
    const member = await createUser(gateway, { role: 'member' });
    const { page, faults } = await openAs(gateway, member);
    await page.getByText(`What ${member.username} asked and spent.`).waitFor();
    expect(await says(page, 'Cost today')).toBe('$0.00');
    expect(await says(page, 'Model calls today')).toBe('0');
    expect(await page.getByRole('meter', { name: 'Requests in this window' }).count()).toBe(1);
    await page.getByText('No budget bounds what you spend.').waitFor();
    await page.getByText('Nothing was spent in these days.').waitFor();
    expect(await page.getByRole('heading', { name: 'Refused, by layer' }).count()).toBe(0);
    expect(await looksOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('says why there are no numbers, and asks again', async () => {
    const readonly = await createUser(gateway, { role: 'readonly' });
    const { page, faults } = await openAs(gateway, readonly);
    await live(page).waitFor();
    expect(await page.getByRole('link', { name: 'Identity' }).count()).toBe(0);
    await refuse(page, /api\/(live|usage)/, {
      status: 403,
      code: 'role_denied',
      detail: 'Not for you today',
    });
    await page.reload();
    await page.getByText('Could not get the numbers of the gateway').waitFor();
    await page.getByText('Not live').waitFor();
    expect(await looksOf(page)).toEqual([]);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await live(page).waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('looks well, in the light, in the dark and on a phone', async () => {
    const { page, faults } = await openAs(gateway, admin);
    await live(page).waitFor();
    await page.locator('canvas').nth(3).waitFor();
    await picture(page, 'overview');
    await page.setViewportSize({ width: 375, height: 800 });
    await picture(page, 'phone');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
    await page.getByRole('button', { name: 'Switch to the light theme' }).waitFor();
    await page.locator('canvas').nth(3).waitFor();
    await picture(page, 'overview-dark');
    expect(faults).toEqual([]);
    await leave(page);
  });
});
