import type { Page } from 'playwright-core';
import { callerWith, until, type Call, type Shown } from '../../support/admin';
import { openAs, openAt, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser, tokensOf, type TestUser } from '../../support/users';
import { choose, looksOf } from './states';
import { leave } from '../../support/tabs';

const HOSTILE = '<img src=x onerror="document.title=1">';
/** More rows than stand on one page. */
const REQUESTS = 55;

describe('the audit trail of the dashboard', () => {
  let gateway: TestGateway;
  let admin: TestUser;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const rows = (page: Page) => page.getByRole('table', { name: 'Audit trail' }).getByRole('row');

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await createUser(gateway, { role: 'admin', username: 'nina.weber' });
    await work(callerWith(gateway, (await tokensOf(gateway, admin)).access_token));
  });

  /** Something to look at, and waits until it is on record. */
  async function work(call: Call): Promise<void> {
    const make = async (body: object): Promise<string> =>
      (await call<{ id: string }>('POST', '/admin/keys', body)).body.id;
    await make({ name: 'Customer portal', role: 'analyst' });
    const revoked = await make({ name: 'Old importer', role: 'member' });
    await call('POST', `/admin/keys/${revoked}/revoke`);
    const id = await make({ name: 'Reports', role: 'member', budget: { limit_usd: 25, period: 'day' } });
    await gateway.database.attempt((db) =>
      db.updateTable('api_keys').set({ name: HOSTILE }).where('id', '=', id).execute(),
    );
    const budget = { limit_usd: 40, period: 'day' };
    await call('PATCH', `/admin/keys/${id}`, {
      name: 'Reporting back end',
      budget,
      models: ['claude-sonnet-5-5'],
    });
    await call('POST', `/admin/keys/${id}/rotate`, { grace_seconds: 60 });
    await Promise.all(Array.from({ length: REQUESTS }, () => call('GET', '/auth/me')));
    await call('POST', '/admin/keys', { name: '' });
    const onRecord: readonly (readonly [string, number])[] = [
      ['kind=act', 6],
      ['route=/auth/me', REQUESTS],
      ['code=validation_failed', 1],
    ];
    for (const [filter, least] of onRecord) {
      await until(
        () => call<Shown<object>>('GET', `/admin/audit?actor=user:${admin.id}&${filter}`),
        ({ body }) => body.meta.total >= least,
      );
    }
  }

  it('is filtered by its address, and shows what a change changed', async () => {
    const { page, faults } = await openAt('Audit', gateway, admin);
    await choose(page, 'Show', 'Changes that somebody made');
    await button(page, 'More filters').click();
    await page.getByRole('textbox', { name: 'Who' }).fill(`user:${admin.id}`);
    await button(page, 'Filter').click();
    await page.getByText('6 rows', { exact: true }).waitFor();
    expect(new URL(page.url()).hash).toBe(`#/audit?kind=act&actor=user%3A${admin.id}`);
    await page.reload();
    await page.getByText('6 rows', { exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Who' }).inputValue()).toBe(`user:${admin.id}`);
    await page.getByRole('row', { name: /Key rotated: Reporting back end.*nina\.weber/ }).waitFor();
    expect(await looksOf(page)).toEqual([]);
    await button(page, 'More filters').click();
    await picture(page, 'audit');

    await page.getByRole('button', { name: /^Details: Key changed: Reporting back end/ }).click();
    const changed = page.getByRole('dialog', { name: 'Key changed: Reporting back end' });
    const cells = await changed
      .getByRole('row', { name: /budget\.limit_usd/ })
      .getByRole('cell')
      .allTextContents();
    expect(cells).toEqual(['25', '40']);
    await changed.getByText(HOSTILE).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await looksOf(page)).toEqual([]);
    await changed.getByRole('link', { name: 'All of this request' }).click();
    await page.getByText('2 rows', { exact: true }).waitFor();
    expect(page.url()).toContain('#/audit?request_id=req_');
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('goes on over pages, says where a filter is wrong, and where nothing fits', async () => {
    const { page, faults } = await openAs(gateway, admin);
    const at = async (query: string): Promise<void> =>
      page.evaluate(`location.hash = ${JSON.stringify(`/audit?${query}`)}`);
    await at(`actor=user:${admin.id}&route=/auth/me`);
    await page.getByText(/^Page 1 of/).waitFor();
    expect(await rows(page).count()).toBe(51);
    await button(page, 'Next').click();
    await page.getByText(/^Page 2 of/).waitFor();
    expect(page.url()).toContain('&page=2');
    await page.goBack();
    await page.getByText(/^Page 1 of/).waitFor();

    await at('status=abc');
    await page.getByRole('textbox', { name: 'HTTP status', description: /such as 403/ }).waitFor();
    await page.getByRole('textbox', { name: 'Route' }).fill('/typed');
    await button(page, 'Clear').click();
    expect(await page.getByRole('textbox', { name: 'Route' }).inputValue()).toBe('');
    await page.getByRole('table', { name: 'Audit trail' }).waitFor();
    await at(`actor=user:${admin.id}&layer=validation`);
    await page.getByText('400 refused').first().waitFor();
    await at('request_id=req_nobody_has_it');
    await page.getByText('Nothing on record fits').waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('is verified, and the first bad row has a name', async () => {
    const { page, faults } = await openAt(
      'Audit',
      gateway,
      await createUser(gateway, { role: 'admin', mode: 'viewer' }),
    );
    await button(page, 'Verify').click();
    await page.getByText('The trail is valid.').waitFor();
    await page.getByRole('table', { name: 'Chains of the trail' }).getByText('writing').waitFor();

    // A trail that is really bad would be so for all other tests of this gateway.
    await page.route(/admin\/audit\/verify/, async (route) => {
      const verdict = (await (await route.fetch()).json()) as object;
      const bad = { writer: 'w1', seq: 17, reason: 'The hash is not that of the row' };
      await route.fulfill({ json: { ...verdict, valid: false, first_bad: bad } });
    });
    await button(page, 'Verify').click();
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await verdict.getByText('The trail is not as it was written.').waitFor();
    expect(await verdict.textContent()).toContain('row is 17 of chain w1: The hash is not that of the row');
    expect(await looksOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await leave(page);
  });
});
