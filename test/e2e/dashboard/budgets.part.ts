import { microUsd } from '../../../src/kernel';
import { idOf } from '../../support/admin';
import { goTo, openAs, openAt, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { spend } from '../../support/lived-in';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser, createUserOverHttp, type TestUser } from '../../support/users';
import { callerWith } from '../../support/admin';
import { emptyList, looksOf, refuse } from './states';
import { leave } from '../../support/tabs';

const HOSTILE = '<img src=x onerror="document.title=1">';
const dollars = (usd: number) => microUsd(BigInt(Math.round(usd * 1_000_000)));

describe('the budgets of the dashboard', () => {
  let gateway: TestGateway;
  let admin: TestUser;

  /** Something that is spent already. */
  async function spent(
    name: string,
    period: 'day' | 'month' | 'total',
    limit: number,
    used: number,
    held = 0,
  ) {
    const key = await gateway.createKey({ name, budget: { limit: dollars(limit), period } });
    await spend(gateway, `key:${idOf(key)}`, period, { spent: used, reserved: held });
    return idOf(key);
  }

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await createUser(gateway, { role: 'admin', username: 'katherine.johnson' });
    await spent('Notebook of Ada', 'total', 2, 2);
    await spent('Web shop', 'day', 10, 9.2, 0.3);
    await spent('Support bot', 'day', 1.5, 1.05, 0.05);
    await spent('Nightly reports', 'month', 50, 49);
  });

  it('say what is spent and held and left, and which will run out', async () => {
    const { page, faults } = await openAt('Budgets', gateway, admin);
    const row = (name: string) =>
      page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
    expect(await row('Notebook of Ada').textContent()).toMatch(
      /\$2\.00 of \$2\.00 in all.*\$0\.00Spentno forecast.*never/,
    );
    expect(await row('Web shop').textContent()).toMatch(/\$9\.20 of \$10\.00 a day · \$0\.30 held\$0\.50/);
    const meter = page.getByRole('meter', { name: 'Spent of the budget: Web shop, a day' });
    expect(await meter.getAttribute('aria-valuenow')).toBe('92');
    await picture(page, 'budgets');
    const hostile = await spent('hostile', 'day', 100, 1);
    await gateway.database.attempt((db) =>
      db.updateTable('api_keys').set({ name: HOSTILE }).where('id', '=', hostile).execute(),
    );
    await page.reload();
    await row(HOSTILE).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await looksOf(page)).toEqual([]);
    await row('Web shop').getByRole('link').click();
    await page.getByRole('heading', { name: 'Web shop', level: 1 }).waitFor();
    expect(await page.title()).not.toBe('1');
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('follow what is spent', async () => {
    const key = await gateway.createKey({ name: 'Watched', budget: { limit: dollars(0.5), period: 'day' } });
    const { page, faults } = await openAt('Budgets', gateway, admin);
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Watched' }) });
    await row.getByText('$0.00 of $0.50').waitFor();
    await callerWith(gateway, key)('POST', '/api/query', { question: 'How much is it?', context: {} });
    await row.getByText(/\$0\.0\d+ of \$0\.50/).waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it("are the reader's own for those who see no more", async () => {
    const user = await createUserOverHttp(gateway, { role: 'analyst', username: 'margaret.hamilton' });
    const { page, faults } = await openAt('Budgets', gateway, user);
    await page.getByText('No budget bounds what you spend').waitFor();
    await gateway.database.attempt((db) =>
      db
        .updateTable('users')
        .set({ budget_micro_usd: 5_000_000, budget_period: 'day' })
        .where('id', '=', user.id)
        .execute(),
    );
    await page.reload();
    await page.getByText('$0.00 of $5.00 a day').waitFor();
    expect(await page.getByRole('table', { name: 'Budgets' }).getByRole('link').count()).toBe(0);
    expect(await page.getByText('Web shop').count()).toBe(0);
    expect(await looksOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('are asked for again where they could not be had, and say so where there are none', async () => {
    const { page, faults } = await openAs(gateway, admin);
    await refuse(page, /admin\/budgets/, { status: 500, code: 'internal_error', detail: 'It broke' });
    await goTo(page, 'Budgets');
    await page.getByText('Could not load the budgets').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/It broke.*req_provoked0001/);
    await page.unrouteAll();
    await emptyList(page, /admin\/budgets/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No budget is set').waitFor();
    expect(await looksOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await leave(page);
  });
});
