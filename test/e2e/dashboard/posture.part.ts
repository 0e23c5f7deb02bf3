import { openAt, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser, type TestUser } from '../../support/users';
import { looksOf, refuse } from './states';
import { leave } from '../../support/tabs';

const HOSTILE = '<img src=x onerror="document.title=1">';

describe('the posture of the dashboard', () => {
  let gateway: TestGateway;
  let admin: TestUser;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await createUser(gateway, { role: 'admin', mode: 'viewer', username: 'paula.ruiz' });
  });

  it('has the findings of the doctor, the worst first, each with why and what to do', async () => {
    const { page, faults } = await openAt('Posture', gateway, admin);
    const failures = page.getByRole('region', { name: 'Failures' });
    await failures.getByText(/NODE_ENV is test/).waitFor();
    await failures.getByText(/Set NODE_ENV=production/).waitFor();
    const titles = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(titles).toEqual(['Failures', 'Warnings', 'Passed'].filter((title) => titles.includes(title)));
    const lines = await page.getByRole('listitem').count();
    const counted = (await page.locator('dd').allTextContents()).map(Number);
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(lines);
    await page.getByText(/Not ready for production/).waitFor();
    expect(await looksOf(page)).toEqual([]);
    await picture(page, 'posture');

    const again = page.waitForResponse(/admin\/posture/);
    await page.getByRole('button', { name: 'Check again' }).click();
    const { checked_at: at } = (await (await again).json()) as { readonly checked_at: string };
    await page.getByText(`${at.slice(11, 19)}, version`).waitFor();

    await refuse(page, /admin\/posture/, { status: 500, code: 'internal_error', detail: HOSTILE });
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('Could not refresh the checklist').waitFor();
    await page.getByText(HOSTILE).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    // What was found before stays.
    await failures.waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });
});
