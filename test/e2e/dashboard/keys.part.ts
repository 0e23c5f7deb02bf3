import type { Page } from 'playwright-core';
import { microUsd, type MicroUsd } from '../../../src/kernel';
import { callerWith, idOf } from '../../support/admin';
import { goTo, openAs, openAt, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser, type TestUser } from '../../support/users';
import { choose, emptyList, looksOf, refuse } from './states';
import { leave } from '../../support/tabs';

const HOSTILE = '<img src=x onerror="document.title=1">';

describe('the keys of the dashboard', () => {
  let gateway: TestGateway;
  let admin: TestUser;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const statusOf = async (key: string): Promise<number> =>
    (await callerWith(gateway, key)('GET', '/auth/me')).status;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await createUser(gateway, { role: 'admin', username: 'lena.fischer' });
  });

  it('are made with their bounds, and shown this once', async () => {
    const { page, faults } = await openAt('Keys', gateway, admin, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await button(page, 'New key').click();
    const dialog = page.getByRole('dialog', { name: 'New key' });

    // What cannot be sent is said before it is sent, and what the gateway refuses at its field.
    await button(page, 'Create the key').click();
    await dialog.getByText('Say what it is called.').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Nightly export');
    await choose(page, 'Budget', 'Each day');
    await dialog.getByRole('textbox', { name: 'US dollars' }).fill('2.50');
    await button(page, 'More limits').click();
    await dialog.getByRole('textbox', { name: 'Networks' }).fill('127.0.0.1\nnot a network');
    await dialog.getByRole('textbox', { name: 'Requests', exact: true }).fill('50');
    await dialog.getByText('Cohort analysis').click();
    expect(await looksOf(page)).toEqual([]);
    await button(page, 'More limits').click();
    await button(page, 'Create the key').click();
    const networks = dialog.getByRole('textbox', { name: 'Networks', description: /CIDR/ });
    await networks.waitFor();
    expect(await networks.getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByRole('alert').textContent()).toMatch(/Could not create the key.*req_/);
    await networks.fill('127.0.0.1');
    await button(page, 'Create the key').click();

    const made = page.getByRole('dialog', { name: 'Nightly export is made' });
    const key = (await made.getByTestId('secret').textContent()) ?? '';
    expect(await statusOf(key)).toBe(200);
    expect(await made.getByText('curl').textContent()).toContain(key);
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 400);
    await made.getByRole('button', { name: 'Copy: Key', exact: true }).click();
    await made.getByText('It is in your clipboard.').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(key);
    expect(await looksOf(page)).toEqual([]);
    await button(page, 'I have stored it').click();
    await page.getByRole('link', { name: 'Nightly export' }).click();
    await page.getByText('$2.50 a day').waitFor();
    expect(await page.locator('main').textContent()).toMatch(
      /50 requests per 60 s.*127\.0\.0\.1.*cohort_analysis/,
    );
    expect(await page.content()).not.toContain(key);
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('are changed, rotated, revoked and deleted on a page of their own', async () => {
    const key = await gateway.createKey({ name: 'Batch job' });
    const { page, faults } = await openAt('Keys', gateway, admin);
    await page.getByRole('link', { name: 'Batch job' }).click();
    await page.getByRole('heading', { name: 'Batch job', level: 1 }).waitFor();
    expect(await looksOf(page)).toEqual([]);

    await button(page, 'Edit').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Batch <job>');
    await button(page, 'Save').click();
    await page.getByRole('textbox', { name: 'Name', description: /Must be 1 to 80/ }).waitFor();
    // One press is enough then: what a fault leaves behind when it goes must not move the button.
    await page.getByRole('textbox', { name: 'Name' }).fill('Batch job by night');
    await button(page, 'More limits').click();
    await page.getByRole('dialog').getByText('Each request has to be signed').click();
    await button(page, 'Save').click();
    const signed = page.getByRole('dialog', { name: 'New secrets of Batch job by night' });
    await signed.getByText('Signing secret', { exact: true }).waitFor();
    await button(page, 'I have stored it').click();

    await button(page, 'Edit').click();
    await button(page, 'More limits').click();
    await page.getByRole('dialog').getByText('Each request has to be signed').click();
    await button(page, 'Save').click();
    await page.getByText('Not needed').waitFor();

    await button(page, 'Rotate').click();
    await choose(page, 'The old secret ends', 'At once');
    await button(page, 'Rotate the key').click();
    const other = (await page.getByTestId('secret').textContent()) ?? '';
    await button(page, 'I have stored it').click();
    expect([await statusOf(key), await statusOf(other)]).toEqual([401, 200]);

    await button(page, 'Revoke').click();
    const confirm = page.getByRole('alertdialog', { name: 'Revoke Batch job by night?' });
    expect(await confirm.textContent()).toContain('cannot be undone');
    await button(page, 'Cancel').click();
    expect(await statusOf(other)).toBe(200);
    await button(page, 'Revoke').click();
    await button(page, 'Revoke the key').click();
    await page.getByText('revoked', { exact: true }).waitFor();
    expect(await statusOf(other)).toBe(401);
    expect(await button(page, 'Edit').count()).toBe(0);

    await button(page, 'Delete').click();
    await button(page, 'Delete the key').click();
    await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor();
    await page.getByRole('table', { name: 'Keys' }).waitFor();
    expect(await page.getByText('Batch job by night').count()).toBe(0);
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('have names that are text, and no buttons for those who only read', async () => {
    const hostile = idOf(await gateway.createKey({ name: 'hostile' }));
    await gateway.database.attempt((db) =>
      db.updateTable('api_keys').set({ name: HOSTILE }).where('id', '=', hostile).execute(),
    );
    const viewer = await createUser(gateway, { role: 'admin', mode: 'viewer' });
    const { page, faults } = await openAt('Keys', gateway, viewer);
    await page.getByRole('link', { name: HOSTILE, exact: true }).waitFor();
    expect(await looksOf(page)).toEqual([]);
    expect(await button(page, 'New key').count()).toBe(0);
    await page.getByRole('link', { name: HOSTILE, exact: true }).click();
    await page.getByRole('heading', { name: HOSTILE, level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: /Edit|Rotate|Revoke|Delete/ }).count()).toBe(0);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).not.toBe('1');
    await page.getByRole('link', { name: 'All keys' }).click();
    await choose(page, 'Sort', 'Name, Z to A');
    await page.getByRole('table', { name: 'Keys' }).waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('are asked for again where they could not be had, and say so where there are none', async () => {
    const { page, faults } = await openAs(gateway, admin);
    await refuse(page, /admin\/keys/, { status: 500, code: 'internal_error', detail: 'It broke' });
    await goTo(page, 'Keys');
    await page.getByText('Could not load the keys').waitFor();
    await page.getByText('It broke').waitFor();
    expect(await page.getByRole('link', { name: 'req_provoked0001' }).getAttribute('href')).toBe(
      '#/audit?request_id=req_provoked0001',
    );
    await page.unrouteAll();
    await emptyList(page, /admin\/keys/);
    await button(page, 'Try again').click();
    await page.getByText('There are no keys yet').waitFor();

    const denied = { method: 'POST', status: 403, code: 'capability_denied', detail: 'More than you have' };
    await refuse(page, /admin\/keys/, denied);
    await button(page, 'Create the first key').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Kept');
    await button(page, 'Create the key').click();
    await page.getByRole('alert').getByText('More than you have').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Kept');
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('look well on a picture', async () => {
    const keys = [
      { name: 'Old importer', requireSignature: true },
      { name: 'Support desk', role: 'analyst', queryTypes: ['churn_analysis'], budget: usd(5, 'day') },
      {
        name: 'Mobile app',
        allowedOrigins: ['https://m.example.com'],
        rateLimit: perMinute(30),
        budget: usd(90, 'month'),
      },
      {
        name: 'Claude Code of the platform team',
        capabilities: ['claude-code'],
        maxConcurrency: 8,
        budget: usd(60, 'day'),
      },
      { name: 'Monitoring', role: 'readonly', mode: 'viewer', expiresAt: Date.now() + 200 * 86_400_000 },
      {
        name: 'Customer portal',
        role: 'analyst',
        allowedOrigins: ['https://portal.example.com'],
        budget: usd(400, 'month'),
      },
      {
        name: 'Reporting back end',
        allowedIps: ['10.0.0.0/8'],
        rateLimit: perMinute(120),
        budget: usd(25, 'day'),
      },
    ] as const;
    for (const key of keys) {
      const made = await gateway.createKey(key);
      if (key.name === 'Old importer') await gateway.revokeKey(made);
    }
    const { page } = await openAt('Keys', gateway, admin);
    await page.getByRole('link', { name: 'Reporting back end' }).first().waitFor();
    await picture(page, 'keys');
    await leave(page);
  });
});

function usd(
  dollars: number,
  period: 'day' | 'month',
): { readonly limit: MicroUsd; readonly period: 'day' | 'month' } {
  return { limit: microUsd(BigInt(dollars) * 1_000_000n), period };
}

function perMinute(maxRequests: number): { readonly maxRequests: number; readonly windowSeconds: number } {
  return { maxRequests, windowSeconds: 60 };
}
