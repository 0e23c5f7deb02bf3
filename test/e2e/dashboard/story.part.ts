import { until } from '../../support/admin';
import { ask } from '../../support/ask';
import { goTo, openAs, picture } from '../../support/dashboard';
import { sharedGateway } from '../../support/shared-gateway';
import { createUser } from '../../support/users';
import { dollars, shows } from './tiles';
import { leave } from '../../support/tabs';

describe('the story of the dashboard', () => {
  it('is a key made, used, seen, revoked and refused', async () => {
    const gateway = await sharedGateway();
    const admin = await createUser(gateway, { role: 'admin', username: 'operator' });
    const { page, faults } = await openAs(gateway, admin);
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await goTo(page, 'Keys');
    await button('New key').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('The key of the story');
    await button('Create the key').click();
    const key = (await page.getByTestId('secret').textContent()) ?? '';
    await picture(page, 'story-key', [page.getByTestId('secret'), page.locator('pre')]);
    await button('I have stored it').click();

    await goTo(page, 'Overview');
    await page.getByText('Live', { exact: true }).waitFor();
    const before = await dollars(page, 'Cost today');
    const { status, body } = await ask<{ cost_usd: number }>({ url: gateway.url, key });
    expect([status, body.cost_usd > 0]).toEqual([200, true]);
    const ms = await shows(page, 'Cost today', before + body.cost_usd);
    process.stdout.write(`the cost of the story is on the overview after ${String(ms)} ms\n`);

    await picture(page, 'story-cost');
    await goTo(page, 'Keys');
    await page.getByRole('link', { name: 'The key of the story' }).click();
    await button('Revoke').click();
    await button('Revoke the key').click();
    await page.getByText('revoked', { exact: true }).waitFor();

    await goTo(page, 'Overview');
    await page.getByText('Live', { exact: true }).waitFor();
    const identity = page
      .getByRole('list', { name: 'Refused, by layer' })
      .getByRole('listitem')
      .filter({ hasText: 'Identity' });
    const refusals = async (): Promise<number> =>
      (await identity.count()) === 0 ? 0 : Number(await identity.getByRole('strong').textContent());
    const refused = await refusals();
    // More than what may pass out of the quarter of an hour meanwhile.
    for (let again = 0; again < 5; again += 1) {
      expect((await ask({ url: gateway.url, key })).status).toBe(401);
    }
    await until(refusals, (count) => count > refused, 5000);
    await picture(page, 'story-refusal');
    expect(faults).toEqual([]);
    await leave(page);
  });
});
